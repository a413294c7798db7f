import type {Target} from '../cluster/target.ts';
import {addedFor, type AddedRates} from '../forecast/losses.ts';
import type {Held} from '../history/conditions/condition.ts';
import {endsAll, type FaultEffect} from '../history/records/fault-effect.ts';
import {isOrderly} from '../judge/observed/faults/faults.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {unlessLate, waitFor} from '../system/wait.ts';
import type {Waiting} from './step-waits.ts';

/** The load of the stage that a step is run in. */
export interface StageLoad {
  readonly ratePerSecond: number;
  /** Of the entry. */
  readonly replicas: number;
  readonly add: (rates: AddedRates) => void;
}

/** What was done to whom, as far as it says what pods lose as they end. */
export interface Ending {
  readonly effect: FaultEffect;
  readonly options: Json;
  readonly targets: readonly Target[];
}

/** What is needed to see that pods have stopped to come and go. */
export interface Settling extends Pick<Waiting, 'clock' | 'signal' | 'whole' | 'note'> {
  readonly load: StageLoad;
  /** Whether no pod of the subject is being ended. */
  readonly noneEnds: () => Held;
}

const nothing: AddedRates = {requestsPerSecond: 0, connectionsPerSecond: 0};
const everyMs = 250;
/** The API tells so late that a pod ends, and services and proxies act so late on it, ms. */
const toldMs = 2000;
const lateMs = 5000;

/**
 * What is added to a load while a fault ends pods in good order, where the load alone is too thin to show a short loss.
 * Disposing ends it.
 */
export function addedWhile({load, clock, signal, whole, note, noneEnds}: Settling): Disposable & {
  readonly begin: (ending: Ending) => void;
  /** Resolves when pods have come and gone, at the latest when the subject should be whole again. */
  readonly settled: () => Promise<void>;
} {
  let isAdding = false;
  return {
    begin({effect, options, targets}) {
      if (load.ratePerSecond === 0 || !isOrderly({effect, options})) return;
      const ended = endsAll(effect) ? targets.length : 1;
      const rates = addedFor({ratePerSecond: load.ratePerSecond, replicas: load.replicas, ended});
      if (rates.requestsPerSecond + rates.connectionsPerSecond <= 0) return;
      isAdding = true;
      load.add(rates);
    },
    async settled() {
      if (!isAdding) return;
      note('new connections are added until pods have come and gone');
      await clock.sleep(toldMs, signal);
      const wait = {what: 'pods to have come and gone', withinMs: whole.withinMs, everyMs, clock, signal};
      const waiting = waitFor(wait, () => {
        const missing = [whole.holds(), noneEnds()].find(({holds}) => !holds);
        return Promise.resolve(missing === undefined ? {done: undefined} : {seen: missing.seen});
      });
      await unlessLate(waiting);
      await clock.sleep(lateMs, signal);
    },
    [Symbol.dispose]() {
      if (isAdding) load.add(nothing);
      isAdding = false;
    },
  };
}
