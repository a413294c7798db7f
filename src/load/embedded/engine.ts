import type {AddedRates} from '../../forecast/losses.ts';
import {Worker} from 'node:worker_threads';
import {summaryOf, Seconds} from './totals.ts';
import {prepare} from './prepared.ts';
import {targetOf} from '../engine.ts';
import {systemClock} from '../../system/clock.ts';
import {HarnessError, UsageError} from '../../system/errors.ts';
import type {Engine, LoadPlan, LoadStage, LoadSummary, RunningLoad} from '../engine.ts';
import type {FromWorker, ToWorker, WorkerPlan, WorkerSummary} from './messages.ts';

/** A thread that has not given its summary this long after it was told to cut off is ended without one, in ms. */
const disposeWithinMs = 2000;

/** The limits of an embedded engine. */
export interface EmbeddedSettings {
  /** Threads that send; each fills at most one core. */
  readonly workers: number;
  /**
   * Requests open at a time, over all threads; those beyond are recorded as dropped. Bounds memory, ports and files.
   */
  readonly maxOpen: number;
  /**
   * A request that could not be sent within this time of its plan is dropped, in ms: the schedule catches up instead of
   * growing a backlog.
   */
  readonly maxLagMs: number;
}

/** The engine that needs nothing but Node: one thread, which is right for two cores. */
export const embedded: Engine = embeddedEngine({workers: 1, maxOpen: 10_000, maxLagMs: 1000});

/** An open-loop engine in worker threads. Its start throws UsageError for requests that cannot be sent. */
export function embeddedEngine({workers, maxOpen, maxLagMs}: EmbeddedSettings): Engine {
  return {
    name: 'embedded',
    async start(plan, first) {
      const {target, doors = [], requests, seed, epochMs} = plan;
      if (!requests.some(({weight}) => weight > 0)) {
        throw new UsageError('no-requests', 'The load has no request with a weight above 0', {
          hint: 'Declare one under `entry`.',
        });
      }
      for (const spec of requests) prepare(spec, targetOf(spec, plan));
      const shared = {target, doors, requests, seed, epochMs, workers, maxOpen: Math.ceil(maxOpen / workers), maxLagMs};
      const load = new EmbeddedLoad(
        Array.from({length: workers}, (_, worker) => ({...shared, worker})),
        plan,
      );
      try {
        await load.ready;
      } catch (error) {
        await load[Symbol.asyncDispose]();
        throw error;
      }
      load.stage(first);
      return load;
    },
  };
}

/** Owns the threads of one load. */
class EmbeddedLoad implements RunningLoad {
  readonly ready: Promise<unknown>;
  readonly #threads: readonly Worker[];
  readonly #plan: LoadPlan;
  readonly #seconds: Seconds;
  readonly #summaries = new Map<number, WorkerSummary>();
  readonly #readyThreads = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<LoadSummary>();
  #bound = Promise.withResolvers<void>();
  #stageNumber = 0;
  #waitingReady: number;
  #waitingBound = 0;

  constructor(plans: readonly WorkerPlan[], plan: LoadPlan) {
    this.#plan = plan;
    this.#seconds = new Seconds(plans.length);
    this.#waitingReady = plans.length;
    this.ready = this.#readyThreads.promise;
    this.#ended.promise.catch(() => {});
    this.#threads = plans.map((workerPlan) => this.#thread(workerPlan));
  }

  get bound(): Promise<void> {
    return this.#bound.promise;
  }

  stage(stage: LoadStage): void {
    this.#bound.resolve();
    this.#bound = Promise.withResolvers();
    this.#bound.promise.catch(() => {});
    this.#stageNumber += 1;
    this.#waitingBound = this.#threads.length;
    this.#tell({kind: 'stage', number: this.#stageNumber, stage});
  }

  add(rates: AddedRates): void {
    this.#tell({kind: 'add', rates});
  }

  async stop(): Promise<LoadSummary> {
    this.#tell({kind: 'stop', cutOff: false});
    return this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tell({kind: 'stop', cutOff: true});
    const patience = new AbortController();
    await Promise.allSettled([
      Promise.race([this.#ended.promise, systemClock.sleep(disposeWithinMs, patience.signal)]).finally(() =>
        patience.abort(),
      ),
    ]);
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #thread(workerData: WorkerPlan): Worker {
    const entry = import.meta.url.endsWith('.ts')
      ? new URL('./worker.ts', import.meta.url)
      : new URL('./worker.js', import.meta.url);
    const thread = new Worker(entry, {workerData, name: `load ${workerData.worker}`});
    thread.on('message', (message: FromWorker) => this.#hear(workerData.worker, message));
    thread.on('error', (error) => this.#fail(error));
    thread.on('exit', () => {
      if (!this.#summaries.has(workerData.worker)) this.#fail(undefined);
    });
    return thread;
  }

  #hear(worker: number, message: FromWorker): void {
    if (message.kind === 'ready') {
      this.#waitingReady -= 1;
      if (this.#waitingReady === 0) this.#readyThreads.resolve();
    } else if (message.kind === 'bound') {
      if (message.number === this.#stageNumber) this.#waitingBound -= 1;
      if (this.#waitingBound === 0) this.#bound.resolve();
    } else if (message.kind === 'rows') {
      if (message.csv !== '') this.#plan.onRows(message.csv);
      if (message.addedCsv !== '') this.#plan.onAdded(message.addedCsv);
      for (const tally of this.#seconds.add(worker, message.seconds, message.completeBefore)) this.#plan.onTally(tally);
    } else {
      this.#summaries.set(worker, message.summary);
      if (this.#summaries.size < this.#threads.length) return;
      this.#bound.resolve();
      this.#ended.resolve(summaryOf([...this.#summaries.values()]));
    }
  }

  /** A thread that ends before its summary takes its rows with it: nothing of this load can be believed. */
  #fail(cause: unknown): void {
    const error = new HarnessError('load-engine-failed', 'A thread of the load engine ended before its summary', {
      hint: 'Run the trial again; if it happens twice, please report it.',
      cause,
    });
    this.#readyThreads.reject(error);
    this.#bound.reject(error);
    this.#ended.reject(error);
  }

  #tell(message: ToWorker): void {
    for (const thread of this.#threads) thread.postMessage(message);
  }
}
