import {createHistogram, type RecordableHistogram} from 'node:perf_hooks';
import {outcomes, type Outcome} from '../../history/tables.ts';
import type {Exchange} from './connection.ts';

/** Counts of one second by planned time; `second` in whole seconds since the trial began. */
export interface SecondCounts {
  readonly second: number;
  planned: number;
  ended: number;
  lagMs: number;
  /** Of all good answers together. */
  tookMs: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
}

/** The ledger of one worker: what was planned is counted where it is planned, what ended where its row is written. */
export class Ledger {
  /** Requests planned, by stage. */
  readonly planned: Record<string, number> = {};
  /** Rows written, by outcome. */
  readonly rows = noRows();
  /** Lag of the schedule in microseconds. */
  readonly lag: RecordableHistogram = createHistogram();
  readonly #seconds = new Map<number, SecondCounts>();
  #csv = '';

  /** How many characters of rows wait to be taken. */
  get waiting(): number {
    return this.#csv.length;
  }

  plan(stage: string, plannedMs: number, lagMs: number): void {
    this.planned[stage] = (this.planned[stage] ?? 0) + 1;
    this.lag.record(Math.max(1, Math.round(lagMs * 1000)));
    const second = this.#secondOf(plannedMs);
    second.planned += 1;
    if (lagMs > second.lagMs) second.lagMs = lagMs;
  }

  end(
    {
      plannedMs,
      startMs,
      kind,
      request,
    }: Pick<Exchange, 'plannedMs' | 'startMs' | 'kind'> & {
      readonly request: {readonly field: string};
    },
    outcome: Outcome,
    status: number,
    nowMs: number,
  ): void {
    this.rows[outcome] += 1;
    const second = this.#secondOf(plannedMs);
    second.ended += 1;
    second.outcomes[outcome] = (second.outcomes[outcome] ?? 0) + 1;
    if (outcome === 'ok') second.tookMs += nowMs - plannedMs;
    this.#csv += `${hundredths(plannedMs)},${hundredths(startMs)},${hundredths(nowMs - plannedMs)},${kind},${request.field},${outcome},${status}\n`;
  }

  /** The rows since the last call. */
  takeRows(): string {
    const csv = this.#csv;
    this.#csv = '';
    return csv;
  }

  /**
   * The seconds that nothing can be added to any more: all before `plannedUpToMs` up to the first with a request still
   * open.
   */
  takeSeconds(plannedUpToMs: number): {readonly seconds: readonly SecondCounts[]; readonly completeBefore: number} {
    const seconds: SecondCounts[] = [];
    let completeBefore = Math.floor(plannedUpToMs / 1000);
    for (const counts of this.#seconds.values()) {
      if (counts.second >= completeBefore) break;
      if (counts.ended < counts.planned) completeBefore = counts.second;
      else seconds.push(counts);
    }
    for (const {second} of seconds) this.#seconds.delete(second);
    return {seconds, completeBefore};
  }

  #secondOf(plannedMs: number): SecondCounts {
    const second = Math.floor(plannedMs / 1000);
    let counts = this.#seconds.get(second);
    if (counts === undefined) {
      counts = {second, planned: 0, ended: 0, lagMs: 0, tookMs: 0, outcomes: {}};
      this.#seconds.set(second, counts);
    }
    return counts;
  }
}

/** A count of zero for every outcome. */
export function noRows(): Record<Outcome, number> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
