import {Agent, get} from 'node:http';
import {parentPort, workerData} from 'node:worker_threads';
import type {SentinelSecond} from '../history/records/sentinel-seconds.ts';

/** Whom a worker asks. */
export interface SentinelThread {
  readonly sentinels: readonly {readonly node: string; readonly host: string; readonly port: number}[];
}

const everyMs = 100;
const timeoutMs = 1000;

interface Counts {
  latencies: number[];
  sent: number;
  failed: number;
}

/**
 * Asks each sentinel ten times a second on a thread of its own, so that the harness's own work does not look like a
 * suffering machine.
 */
function ask({sentinels}: SentinelThread, tell: (seconds: readonly SentinelSecond[]) => void): void {
  const agent = new Agent({keepAlive: true, maxSockets: 16});
  const counts = new Map<string, Counts>(sentinels.map(({node}) => [node, {latencies: [], sent: 0, failed: 0}]));
  const begunMs = performance.now();
  let round = 0;
  const next = (): void => {
    // After a stall every missed round is sent, late: its latency runs from the planned time.
    for (; begunMs + round * everyMs <= performance.now(); round++) {
      for (const sentinel of sentinels) send(agent, sentinel, begunMs + round * everyMs, counts.get(sentinel.node));
      if (round % 10 === 9) tell([...counts].map(([node, count]) => second(node, count)));
    }
    setTimeout(next, Math.max(0, begunMs + round * everyMs - performance.now()));
  };
  next();
}

function send(
  agent: Agent,
  {host, port}: SentinelThread['sentinels'][number],
  plannedMs: number,
  count: Counts | undefined,
): void {
  if (count === undefined) return;
  count.sent += 1;
  let isOver = false;
  const over = (isGood: boolean): void => {
    if (isOver) return;
    isOver = true;
    count.latencies.push(performance.now() - plannedMs);
    if (!isGood) count.failed += 1;
  };
  const request = get({agent, host, port, path: '/', timeout: timeoutMs}, (response) => {
    response.resume();
    response.on('end', () => over(response.statusCode === 200 && response.headers['x-seatrial'] === 'sentinel'));
    response.on('error', () => over(false));
  });
  const timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
  request.on('error', () => over(false));
  request.on('close', () => {
    clearTimeout(timer);
    over(false);
  });
}

/** Takes one second's counts and starts the next; an answer counts in the second in which it came. */
function second(node: string, count: Counts): SentinelSecond {
  const sorted = count.latencies.toSorted((a, b) => a - b);
  const rounded = (value: number | undefined): number => Math.round((value ?? 0) * 100) / 100;
  const result = {
    node,
    p99Ms: rounded(sorted[Math.ceil(sorted.length * 0.99) - 1]),
    maxMs: rounded(sorted.at(-1)),
    sent: count.sent,
    failed: count.failed,
  };
  Object.assign(count, {latencies: [], sent: 0, failed: 0});
  return result;
}

const port = parentPort;
if (port !== null) ask(workerData as SentinelThread, (seconds) => port.postMessage(seconds));
