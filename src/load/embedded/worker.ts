import {parentPort, workerData} from 'node:worker_threads';
import {Added} from './added.ts';
import {CpuMeter} from './cpu-meter.ts';
import {Ledger} from './ledger.ts';
import {sharesOf} from './mix.ts';
import {Pacer} from './pacer.ts';
import {prepare} from './prepared.ts';
import {Sender} from './sender.ts';
import {SourcePorts} from './source-ports.ts';
import {systemClock} from '../../system/clock.ts';
import {type LoadTarget, targetOf} from '../engine.ts';
import type {FromWorker, ToWorker, WorkerPlan} from './messages.ts';

/** Rows leave the thread this often, in ms, or when this many characters wait. */
const reportEveryMs = 100;
const reportAtLength = 1_000_000;
/** A door that gets next to nothing may hang too. */
const leastShare = 0.05;

const plan = workerData as WorkerPlan;
const newShare = plan.target.newShare ?? 0.2;
const requests = plan.requests.map((spec) => prepare(spec, targetOf(spec, plan)));
const nowMs = (): number => systemClock.nowMs() - plan.epochMs;
const ledger = new Ledger();
const ports = new SourcePorts(plan);
const added = new Added(plan, requests, ports, nowMs);
/** The share of the mix that goes to the target and to each other door: of kept connections, and of what may be open. */
const shares = sharesOf(plan.requests, 1 + plan.doors.length);
const senderTo = (target: LoadTarget, share: number): Sender =>
  new Sender(
    target,
    {...plan, maxOpen: Math.ceil(plan.maxOpen * Math.max(share, leastShare))},
    ports,
    ledger,
    nowMs,
    (request, ms) => added.costs.note(request, ms),
  );
const sender = senderTo(plan.target, shares[0] ?? 1);
const others = plan.doors.map((target, index) => senderTo(target, shares[index + 1] ?? 1));
const senders = [sender, ...others];
const meter = new CpuMeter(nowMs());
const pacer = new Pacer({...plan, newShare}, (planned) => {
  const request = requests[planned.request];
  if (request === undefined) return;
  const place = (plan.requests[planned.request]?.door ?? -1) + 1;
  senders[place]?.send(
    planned.stage,
    planned.plannedMs,
    planned.connection,
    request,
    (planned.ratePerSecond * (1 - newShare) * (shares[place] ?? 1)) / plan.workers,
  );
});
const longestMs = Math.max(...[plan.target, ...plan.doors].map(({timeoutMs}) => timeoutMs));
let stageNumber = 0;
let stopBeforeMs = Infinity;
let reportMs = nowMs();
let timer: NodeJS.Timeout | undefined;
let immediate: NodeJS.Immediate | undefined;

parentPort?.on('message', (message: ToWorker) => {
  sendAllDue();
  if (message.kind === 'stage') {
    stageNumber = message.number;
    pacer.begin(message.stage, nowMs());
  } else if (message.kind === 'add') {
    added.begin(message.rates, nowMs());
  } else {
    pacer.end();
    added.end(nowMs());
    stopBeforeMs = message.cutOff ? -Infinity : Math.min(stopBeforeMs, nowMs() + longestMs);
  }
  beat();
});
say({kind: 'ready'});

/** One turn: send what is due, end what is over, report, and sleep until the next of these. */
function beat(): void {
  clearTimeout(timer);
  clearImmediate(immediate);
  pacer.sendDue(nowMs());
  const now = nowMs();
  for (const one of senders) one.sweep(now);
  added.turn(now);
  if (now >= pacer.boundMs && pacer.nextMs === Infinity) {
    pacer.end();
    say({kind: 'bound', number: stageNumber});
  }
  if (stopBeforeMs < Infinity && (sum(({openCount}) => openCount) + added.openCount === 0 || now >= stopBeforeMs)) {
    end();
    return;
  }
  if (now >= reportMs + reportEveryMs || ledger.waiting > reportAtLength) report(now);
  const deadlines = senders.map(({nextDeadlineMs}) => nextDeadlineMs);
  const wakeMs = Math.min(pacer.nextMs, pacer.boundMs, ...deadlines, added.wakeMs, reportMs + reportEveryMs);
  if (wakeMs <= now) immediate = setImmediate(beat);
  else timer = setTimeout(beat, wakeMs - now);
}

/** What the schedule owes at a change of stage is sent before it, so that the plan of each stage is whole. */
function sendAllDue(): void {
  const now = nowMs();
  while (pacer.nextMs <= now) pacer.sendDue(now);
}

function report(now: number): void {
  reportMs = now;
  meter.sample(now);
  say({
    kind: 'rows',
    csv: ledger.takeRows(),
    addedCsv: added.takeRows(),
    ...ledger.takeSeconds(Math.min(now, pacer.nextMs)),
  });
}

function end(): void {
  for (const one of senders) one.cutOff();
  added.cutOff();
  const now = nowMs();
  say({kind: 'rows', csv: ledger.takeRows(), addedCsv: added.takeRows(), ...ledger.takeSeconds(Infinity)});
  const {planned, rows, lag} = ledger;
  const newConnections = sum((one) => one.newConnections);
  const bytesSent = sum((one) => one.bytesSent);
  const {answered} = sender;
  const doors = others.map((one) => one.answered);
  const cpuShare = meter.highest(now);
  const summary = {planned, rows, newConnections, answered, doors, added: added.totals, bytesSent, cpuShare, lag};
  say({kind: 'ended', summary});
  parentPort?.close();
}

function sum(count: (one: Sender) => number): number {
  return senders.reduce((total, one) => total + count(one), 0);
}

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}
