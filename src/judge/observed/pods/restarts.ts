import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {statusAt, replicasOf, type Reading, type Replica} from './replicas.ts';

/** A container of the subject that was started anew. */
export interface Restart {
  readonly replica: Replica;
  readonly container: string;
  /** When the API first told of it, ms. */
  readonly tMs: number;
  readonly seq: number;
  /** How the one before ended: `Error, exit code 137`. */
  readonly ended: string;
}

/** Every restart of a container of the subject in a window, by time. */
export function restartsIn(history: History, [from, to]: Window): readonly Restart[] {
  return replicasOf(history)
    .flatMap((replica) =>
      (replica.readings.at(-1)?.statuses ?? []).flatMap(({name}) => {
        let known = statusAt(replica, name, from)?.restartCount ?? 0;
        return replica.readings.flatMap((reading): readonly Restart[] => {
          const status = reading.statuses.find((one) => one.name === name);
          if (reading.tMs <= from || reading.tMs > to || status === undefined || status.restartCount <= known)
            return [];
          known = status.restartCount;
          const {reason = 'unknown', exitCode = -1} = status.lastTerminated ?? {};
          return [
            {replica, container: name, tMs: reading.tMs, seq: reading.seq, ended: `${reason}, exit code ${exitCode}`},
          ];
        });
      }),
    )
    .toSorted((one, other) => one.tMs - other.tMs);
}

/** The pod as last seen at a time. */
export function readingAt({readings}: Replica, tMs: number): Reading | undefined {
  return readings.findLast((one) => one.tMs <= tMs) ?? readings[0];
}
