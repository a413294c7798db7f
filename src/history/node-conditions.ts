import {isReady} from '../objects/containers.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import {isSame, workloadOf} from '../objects/owners.ts';
import type {Held} from './conditions.ts';
import type {HistoryEvent} from './events.ts';
import {factsOf} from './facts.ts';

/** Whether every node that the last fault acts on is NotReady in the API; never without such a node. */
export function nodesNotReady(events: readonly HistoryEvent[]): Held {
  const victims = victimNodes(events);
  const nodes = presentNow(events, 'Node');
  const ready = victims.filter((name) => nodes.some((node) => node.metadata.name === name && isReady(node)));
  const known = victims.filter((name) => nodes.some((node) => node.metadata.name === name));
  const seen = victims.length === 0 ? 'the last fault acts on no node' : `still Ready: ${ready.join(', ') || 'none'}`;
  return {holds: victims.length > 0 && known.length === victims.length && ready.length === 0, seen};
}

/** Whether as many pods of the entry as it has replicas are ready on nodes that the last fault does not act on. */
export function replaced(events: readonly HistoryEvent[]): Held {
  const entry = factsOf({events}).deploy?.entry;
  if (entry === undefined) return {holds: false, seen: 'nothing is deployed'};
  const victims = new Set(victimNodes(events));
  const ready = presentNow(events, 'Pod').filter(
    (pod) =>
      isSame(workloadOf(pod), entry.workload) &&
      pod.metadata.deletionTimestamp === undefined &&
      isReady(pod) &&
      !victims.has(String(pod.spec?.['nodeName'] as string)),
  );
  return {holds: ready.length >= entry.replicas, seen: `${ready.length} of ${entry.replicas} replicas ready on other nodes`};
}

function victimNodes(events: readonly HistoryEvent[]): readonly string[] {
  const marked = events.findLast((event) => event.kind === 'fault' && event.is === 'marked');
  const {targets = []} = (marked?.kind === 'fault' ? marked.facts : {}) as {
    readonly targets?: readonly {readonly kind: string; readonly name: string}[];
  };
  return targets.filter(({kind}) => kind === 'node').map(({name}) => name);
}

/** The last reading of each object of a kind that was not seen to go. */
function presentNow(events: readonly HistoryEvent[], kind: string): readonly KubeObject[] {
  const last = new Map<string, KubeObject>();
  for (const event of events) {
    if (event.kind !== 'object' || event.object.kind !== kind) continue;
    const {uid, name} = event.object.metadata;
    if (event.is === 'present') last.set(uid ?? name, event.object);
    else last.delete(uid ?? name);
  }
  return [...last.values()];
}
