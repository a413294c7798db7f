import {factsOf} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import type {Owed} from './finding.ts';
import {surgeWindows} from './observed/load/surge.ts';
import {ranIn} from './observed/pods/running.ts';
import {type FaultRecord, faultsOf} from './observed/faults/faults.ts';

/** What is owed of a whole trial: an answer of each of these parts, once its plan is known. */
export function ofTrial(...checks: readonly string[]): (history: History) => readonly Owed[] | undefined {
  return (history) =>
    factsOf(history).plan === undefined ? undefined : checks.map((check) => ({check, step: undefined, of: undefined}));
}

/** What is owed of each planned fault of a kind: an answer of each of these parts. */
export function onFaults(
  isAsked: (fault: FaultRecord, history: History) => boolean,
  ...checks: readonly string[]
): (history: History) => readonly Owed[] | undefined {
  return (history) =>
    factsOf(history).plan === undefined
      ? undefined
      : faultsOf(history)
          .filter((fault) => isAsked(fault, history))
          .flatMap(({step}) => checks.map((check) => ({check, step, of: undefined})));
}

/** What is owed of each planned fault, and of a trial that plans nothing (A/A). */
export function onEffects(...checks: readonly string[]): (history: History) => readonly Owed[] | undefined {
  return (history) =>
    factsOf(history).plan?.steps.length === 0 ? ofTrial(...checks)(history) : onFaults(() => true, ...checks)(history);
}

/** Containers are sampled once a second; one that ran for so long at the surge must have been seen, ms. */
const seenWithinMs = 10_000;

/** What is owed of each container that ran at the surge, and of each of its replicas; nothing is known before it. */
export function ofContainers(
  history: History,
  check: string,
  how: Pick<Owed, 'orReported'> = {},
): readonly Owed[] | undefined {
  const windows = surgeWindows(history);
  if (windows.length === 0) return undefined;
  const missing =
    'no sample of its control group was taken at the surge: its processes may be in groups of their own, as with systemd or Docker in Docker';
  return ranIn(history, windows, seenWithinMs).map(({of, pods}) => ({
    check,
    step: undefined,
    of,
    pods,
    missing: pods.length === 0 ? 'no pod of it was seen to run at the surge' : missing,
    ...how,
  }));
}
