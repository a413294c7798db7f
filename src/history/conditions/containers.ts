import {statusesOf} from '../../kubernetes/containers.ts';
import type {HistoryEvent} from '../events.ts';
import {lastFault, type Victim} from '../records/faults.ts';
import {readingsOf} from '../state.ts';
import type {Held} from './condition.ts';

/** Whether every container that the last fault acts on was started anew since; never without such a container. */
export function containersRestarted(events: readonly HistoryEvent[]): Held {
  const {victims: all, markedMs} = lastFault(events);
  const victims = all.filter(({container}) => container !== undefined);
  const waiting = victims.filter((victim) => restartsBetween(events, victim, markedMs) === 0);
  const seen =
    victims.length === 0
      ? 'the last fault acts on no container'
      : `not restarted: ${waiting.map(({name}) => name).join(', ') || 'none'}`;
  return {holds: victims.length > 0 && waiting.length === 0, seen};
}

function restartsBetween(events: readonly HistoryEvent[], {uid, container}: Victim, fromMs: number): number {
  const readings = readingsOf({events}, 'Pod').filter(({object}) => object.metadata.uid === uid);
  const count = (reading: (typeof readings)[number] | undefined): number =>
    reading === undefined ? 0 : (statusesOf(reading.object).find(({name}) => name === container)?.restartCount ?? 0);
  return count(readings.at(-1)) - count(readings.findLast(({tMs}) => tMs <= fromMs));
}
