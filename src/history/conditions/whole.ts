import {keepsPods, nameOf, workloadOf} from '../../kubernetes/owners.ts';
import {takesTraffic} from '../../kubernetes/pods.ts';
import type {HistoryEvent} from '../events.ts';
import {factsOf} from '../facts.ts';
import type {Held} from './condition.ts';

/**
 * Whether every workload of the subject has as many ready pods as before the first fault of the trial; always before
 * it.
 */
export function wholeAsBefore(events: readonly HistoryEvent[]): Held {
  const first = events.findIndex((event) => event.kind === 'fault' && event.is === 'marked');
  if (first === -1) return {holds: true, seen: 'no fault so far'};
  const namespace = factsOf({events}).deploy?.namespace;
  const before = readyByWorkload(events.slice(0, first), namespace);
  const now = readyByWorkload(events, namespace);
  const missing = [...before].flatMap(([workload, ready]) => {
    const left = now.get(workload) ?? 0;
    return left < ready ? [`${left} of ${ready} pods of ${workload} ready`] : [];
  });
  return {holds: missing.length === 0, seen: missing.join(', ') || 'as many pods ready as before'};
}

/** Whether no pod of the subject is being ended; those of Jobs end by themselves. */
export function noneEnds(events: readonly HistoryEvent[]): Held {
  const namespace = factsOf({events}).deploy?.namespace;
  const ending = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'object' || event.object.kind !== 'Pod') continue;
    const {uid, name, namespace: own, deletionTimestamp} = event.object.metadata;
    if (namespace !== undefined && own !== namespace) continue;
    const isEnding = event.is === 'present' && deletionTimestamp !== undefined;
    if (isEnding && keepsPods(workloadOf(event.object))) ending.set(uid ?? name, name);
    else ending.delete(uid ?? name);
  }
  return {holds: ending.size === 0, seen: [...ending.values()].join(', ') || 'no pod is being ended'};
}

function readyByWorkload(events: readonly HistoryEvent[], namespace: string | undefined): ReadonlyMap<string, number> {
  const ready = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'object' || event.object.kind !== 'Pod') continue;
    const {uid, name, namespace: own} = event.object.metadata;
    if (namespace !== undefined && own !== namespace) continue;
    const {kind, name: owner} = workloadOf(event.object);
    if (event.is === 'present' && keepsPods({kind}) && takesTraffic(event.object))
      ready.set(uid ?? name, nameOf({kind, name: owner}));
    else ready.delete(uid ?? name);
  }
  return new Map([...Map.groupBy(ready.values(), (workload) => workload)].map(([of, those]) => [of, those.length]));
}
