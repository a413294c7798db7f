import {factsOf} from '../../history/facts.ts';
import type {Events} from '../../history/history.ts';
import {type RunningContainer, runningIn} from '../../forecast/time-line.ts';
import type {Replica} from '../observed/pods/replicas.ts';

/** The running containers of a pod as last seen at a time (ms), on the clock of the history. */
export function runningAt(history: Events, {readings}: Replica, tMs: number): readonly RunningContainer[] {
  const reading = readings.findLast((one) => one.tMs <= tMs) ?? readings[0];
  // The history's clock begins when the trial does.
  const zeroMs = Date.parse(factsOf(history).trial?.startedAt ?? '');
  return reading === undefined ? [] : runningIn(reading.pod, zeroMs);
}

/** One of them by its name. */
export function containerAt(
  history: Events,
  replica: Replica,
  container: string,
  tMs: number,
): RunningContainer | undefined {
  return runningAt(history, replica, tMs).find((one) => one.container.name === container);
}
