import type {AddedRates} from '../../forecast/losses.ts';
import type {RecordableHistogram} from 'node:perf_hooks';
import type {Outcome} from '../../history/tables.ts';
import type {LoadStage, LoadSummary, LoadTarget, RequestSpec} from '../engine.ts';
import type {SecondCounts} from './ledger.ts';

/** What a worker thread is born with. */
export interface WorkerPlan {
  readonly target: LoadTarget;
  readonly doors: readonly LoadTarget[];
  readonly requests: readonly RequestSpec[];
  readonly seed: number;
  readonly epochMs: number;
  readonly worker: number;
  readonly workers: number;
  readonly maxOpen: number;
  readonly maxLagMs: number;
}

/** What a worker thread is told. */
export type ToWorker =
  | {readonly kind: 'stage'; readonly number: number; readonly stage: LoadStage}
  | {readonly kind: 'add'; readonly rates: AddedRates}
  /** Plan nothing more; open requests may still end, unless `cutOff`. */
  | {readonly kind: 'stop'; readonly cutOff: boolean};

/** What a worker thread says. */
export type FromWorker =
  | {readonly kind: 'ready'}
  | {readonly kind: 'bound'; readonly number: number}
  | {
      readonly kind: 'rows';
      readonly csv: string;
      readonly addedCsv: string;
      readonly seconds: readonly SecondCounts[];
      readonly completeBefore: number;
    }
  | {readonly kind: 'ended'; readonly summary: WorkerSummary};

/** The totals of one worker at its end. `cpuShare` is the most of one core that its thread used over five seconds. */
export interface WorkerSummary {
  readonly planned: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<Outcome, number>>;
  readonly newConnections: number;
  readonly answered: LoadSummary['answered'];
  readonly doors: LoadSummary['doors'];
  readonly added: LoadSummary['added'];
  readonly bytesSent: number;
  readonly cpuShare: number;
  /** In microseconds. */
  readonly lag: RecordableHistogram;
}
