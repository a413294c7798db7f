import {noRows, type SecondCounts} from './ledger.ts';
import type {Answered} from '../../history/facts.ts';
import type {LoadSummary, LoadTally} from '../engine.ts';
import type {WorkerSummary} from './messages.ts';

/** Adds the seconds of several workers up, and gives each out once all of them have said it is complete, in order. */
export class Seconds {
  readonly #completeBefore: number[];
  readonly #pending = new Map<number, SecondCounts[]>();

  constructor(workers: number) {
    this.#completeBefore = Array.from({length: workers}, () => -Infinity);
  }

  /** Takes one worker's report; returns the tallies that it completes. */
  add(worker: number, seconds: readonly SecondCounts[], completeBefore: number): readonly LoadTally[] {
    for (const counts of seconds)
      this.#pending.set(counts.second, [...(this.#pending.get(counts.second) ?? []), counts]);
    this.#completeBefore[worker] = completeBefore;
    const before = Math.min(...this.#completeBefore);
    const complete = [...this.#pending].filter(([second]) => second < before).toSorted(([a], [b]) => a - b);
    for (const [second] of complete) this.#pending.delete(second);
    return complete.map(([second, counts]) => tallyOf(second, counts));
  }
}

/** The summary of the whole engine from those of its workers. */
export function summaryOf(workers: readonly WorkerSummary[]): LoadSummary {
  const [first, ...others] = workers;
  for (const {lag} of others) first?.lag.add(lag);
  const lag = first?.lag;
  const hasLag = lag !== undefined && lag.count > 0;
  return {
    planned: sum(workers.map(({planned}) => planned)),
    rows: {...noRows(), ...sum(workers.map(({rows}) => rows))},
    newConnections: workers.reduce((total, {newConnections}) => total + newConnections, 0),
    answered: together(workers.map(({answered}) => answered)),
    doors: (first?.doors ?? []).map((_, index) => together(workers.flatMap(({doors}) => doors[index] ?? []))),
    added: {
      planned: workers.reduce((total, {added}) => total + added.planned, 0),
      rows: {...noRows(), ...sum(workers.map(({added}) => added.rows))},
    },
    bytesSent: workers.reduce((total, {bytesSent}) => total + bytesSent, 0),
    engine: {
      cpuShare: Math.max(0, ...workers.map(({cpuShare}) => cpuShare)),
      lagP99Ms: hasLag ? lag.percentile(99) / 1000 : 0,
      lagMaxMs: hasLag ? lag.max / 1000 : 0,
    },
  };
}

function tallyOf(second: number, counts: readonly SecondCounts[]): LoadTally {
  return {
    tMs: second * 1000,
    planned: counts.reduce((total, {planned}) => total + planned, 0),
    outcomes: sum(counts.map(({outcomes}) => outcomes)),
    lagMs: Math.max(0, ...counts.map(({lagMs}) => lagMs)),
    tookMs: counts.reduce((total, {tookMs}) => total + tookMs, 0),
  };
}

function together(all: readonly Answered[]): Answered {
  return {
    connections: all.reduce((total, {connections}) => total + connections, 0),
    bytes: all.reduce((total, {bytes}) => total + bytes, 0),
  };
}

function sum(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const one of counts) {
    for (const [key, count] of Object.entries(one)) total[key] = (total[key] ?? 0) + count;
  }
  return total;
}
