import type {Engine, LoadPlan, LoadStage, LoadSummary, RunningLoad} from '../../src/load/engine.ts';
import {type Outcome, outcomes, type RequestRow, type Table} from '../../src/history/tables.ts';
import type {WorldService} from './endpoints.ts';
import {onEnd} from './kubelet.ts';
import {isThere} from './answers.ts';
import {listens, type Pod, type Process, type World} from './state.ts';

/** The load of a world: every request of it, and what came of each. */
export interface WorldLoad {
  readonly engine: Engine;
  readonly plan: LoadPlan;
  /** Plans what is due before a time, and sends it to who is there. */
  advance(toMs: number): void;
  readonly rows: () => Table<RequestRow>;
  /** What hung on a process is answered now. */
  resumed(process: Process): void;
  /** How the requests planned from one time to another ended so far, and when the last of them did; ms. */
  tally(fromMs: number, toMs: number): {readonly outcomes: Readonly<Record<string, number>>; readonly endedMs: number};
}

interface Row {
  plannedMs: number;
  latencyMs: number;
  outcome: Outcome;
  isNew: boolean;
}

/** One of so many requests goes over a connection of its own. */
const newEvery = 5;
/** The others take kept connections in turn, as many as there are requests per second, up to this; one that is gone is opened anew. */
const mostKept = 64;
const requestBytes = 120;
/** What asks for a connection arrives in the network of a pod, whether it listens or not. */
const synBytes = 74;

export function worldLoad(world: World, entry: WorldService, timeoutMs: number): WorldLoad {
  const rows: Row[] = [];
  /** What hangs on a paused process, or is being answered. */
  const open = new Map<Process, Row[]>();
  /** The processes that the kept connections lead to, the next one first. */
  let kept: readonly Process[] = [];
  const hanging = new Set<Process>();
  const planned: Record<string, number> = {};
  let stage: LoadStage | undefined;
  let nextMs = Number.POSITIVE_INFINITY;
  let begunMs = 0;
  let opened = 0;
  let answeredBytes = 0;
  let answered = 0;

  onEnd(world, (process) => {
    kept = kept.filter((one) => one !== process);
    const nowMs = world.time.nowMs();
    // Of a node that is gone nobody hears that a connection ended.
    const isHeard = process.container.pod.node?.isUp === true;
    for (const row of open.get(process) ?? []) {
      if (row.plannedMs + row.latencyMs <= nowMs) continue;
      row.outcome = isHeard ? 'reset' : 'timed-out';
      row.latencyMs = isHeard ? nowMs - row.plannedMs : timeoutMs;
    }
    open.delete(process);
  });

  const send = (plannedMs: number, index: number): void => {
    const isNew = index % newEvery === 0;
    const row: Row = {plannedMs, latencyMs: 0, outcome: 'ok', isNew};
    rows.push(row);
    // One that closes its port ends its idle connections too.
    if (kept.some(({isClosed}) => isClosed)) kept = kept.filter(({isClosed}) => !isClosed);
    const wanted = Math.max(1, Math.min(mostKept, (1 - 1 / newEvery) * (stage?.ratePerSecond ?? 0)));
    const isDialled = isNew || kept.length < wanted;
    const process = isDialled ? dial(world, entry.targets) : kept[0];
    if (process === undefined || process === 'refused' || process === 'silent') {
      // A Service without endpoints refuses one a second by ICMP, and leaves the others hanging.
      const isHeard = process === 'refused' || (process === undefined && index % 40 === 0);
      row.outcome = isHeard ? 'refused' : 'timed-out';
      row.latencyMs = isHeard ? 1 : timeoutMs;
      return;
    }
    const isAnswered = !isSilent(process);
    if (isDialled) {
      opened += 1;
      answered += isAnswered ? 1 : 0;
      process.counted.opens += 1;
    }
    if (!isNew) kept = [...kept.slice(isDialled ? 0 : 1), process];
    process.counted.bytes += requestBytes;
    process.counted.requests += 1;
    answeredBytes += isAnswered ? requestBytes : 0;
    const {latencyMs, needs} = process.container.spec.program;
    const isServed = needs === undefined || (process.isCutOff !== 'peers' && isThere(world, needs));
    row.latencyMs = latencyMs;
    if (!isAnswered) {
      row.outcome = 'timed-out';
      row.latencyMs = timeoutMs;
      // The kept connections to it hang once each, and are closed when that is over.
      if (!hanging.has(process)) {
        hanging.add(process);
        world.time.in(timeoutMs, () => {
          hanging.delete(process);
          if (isSilent(process)) kept = kept.filter((one) => one !== process);
        });
      }
    } else if (!isServed) row.outcome = 'status';
    const of = open.get(process) ?? [];
    if (of.length > 2000) of.splice(0, 1000);
    of.push(row);
    open.set(process, of);
  };

  const isSilent = ({isCutOff, isPaused, container}: Process): boolean =>
    isCutOff === 'everybody' || isPaused || container.spec.program.latencyMs >= timeoutMs;

  return {
    plan: {
      target: {host: '198.18.0.2', port: 30_080, timeoutMs},
      requests: [],
      seed: 1,
      epochMs: 0,
      onRows: () => undefined,
      onAdded: () => undefined,
      onTally: () => undefined,
    },
    engine: {
      name: 'world',
      start: (_plan, first) => {
        begin(first);
        const running: RunningLoad = {
          stage: begin,
          add: () => undefined,
          bound: new Promise(() => undefined),
          stop: () => {
            stage = undefined;
            nextMs = Number.POSITIVE_INFINITY;
            return Promise.resolve(summary());
          },
          [Symbol.asyncDispose]: () => Promise.resolve(),
        };
        return Promise.resolve(running);
      },
    },
    advance(toMs) {
      while (stage !== undefined && nextMs < toMs) {
        send(nextMs, rows.length);
        planned[stage.name] = (planned[stage.name] ?? 0) + 1;
        nextMs += 1000 / rateAt(stage, nextMs - begunMs);
      }
    },
    rows: () => tableOf(rows),
    resumed(process) {
      const nowMs = world.time.nowMs();
      for (const row of open.get(process) ?? []) {
        if (row.outcome !== 'timed-out' || row.plannedMs + timeoutMs <= nowMs) continue;
        row.outcome = 'ok';
        row.latencyMs = nowMs - row.plannedMs + process.container.spec.program.latencyMs;
      }
    },
    tally(fromMs, toMs) {
      const counts: Record<string, number> = {};
      let endedMs = toMs;
      for (let index = rows.length - 1; index >= 0; index -= 1) {
        const row = rows[index];
        if (row === undefined || row.plannedMs < fromMs) break;
        if (row.plannedMs >= toMs) continue;
        counts[row.outcome] = (counts[row.outcome] ?? 0) + 1;
        endedMs = Math.max(endedMs, row.plannedMs + row.latencyMs);
      }
      return {outcomes: counts, endedMs};
    },
  };

  function begin(next: LoadStage): void {
    stage = next;
    begunMs = world.time.nowMs();
    nextMs = begunMs + 500 / rateAt(next, 0);
  }

  function summary(): LoadSummary {
    const counts = Object.fromEntries(outcomes.map((how) => [how, 0])) as Record<Outcome, number>;
    for (const {outcome} of rows) counts[outcome] += 1;
    return {
      planned,
      rows: counts,
      newConnections: opened,
      answered: {connections: answered, bytes: answeredBytes},
      doors: [],
      bytesSent: rows.length * requestBytes,
      added: {planned: 0, rows: Object.fromEntries(outcomes.map((how) => [how, 0])) as Record<Outcome, number>},
      engine: {cpuShare: 0.1, lagP99Ms: 2, lagMaxMs: 8},
    };
  }
}

function rateAt({ratePerSecond, rampMs = 0}: LoadStage, sinceMs: number): number {
  return Math.max(1, sinceMs >= rampMs ? ratePerSecond : (ratePerSecond * sinceMs) / rampMs);
}

/** A new connection to one of the targets: its process, or what comes of it. Undefined: there is nobody. */
function dial(world: World, targets: readonly Pod[]): Process | 'refused' | 'silent' | undefined {
  const pod = pick(world, targets);
  if (pod === undefined) return undefined;
  if (pod.node?.isUp !== true) return 'silent';
  const serving = pod.containers.find(({spec}) => spec.port !== undefined);
  const process = serving?.process;
  if (process?.isCutOff === 'everybody') return 'silent';
  if (listens(process, world.time.nowMs())) return process;
  if (serving?.process !== undefined) serving.process.counted.bytes += synBytes;
  return 'refused';
}

function pick<T>(world: World, from: readonly T[]): T | undefined {
  return from[Math.floor(world.random() * from.length)];
}

function tableOf(rows: readonly Row[]): Table<RequestRow> {
  const numbers = (of: (row: Row) => number): Float64Array => {
    const column = new Float64Array(rows.length);
    for (const [index, row] of rows.entries()) column[index] = of(row);
    return column;
  };
  const plannedMs = numbers((row) => row.plannedMs);
  return {
    length: rows.length,
    columns: {
      plannedMs,
      startMs: plannedMs,
      latencyMs: numbers((row) => row.latencyMs),
      status: numbers((row) => (row.outcome === 'ok' ? 200 : row.outcome === 'status' ? 503 : 0)),
      connection: rows.map(({isNew}) => (isNew ? 'new' : 'reused')),
      request: rows.map(() => 'home'),
      outcome: rows.map(({outcome}) => outcome),
    },
  };
}
