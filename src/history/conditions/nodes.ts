import {isReady} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../../kubernetes/owners.ts';
import {nodeOf, takesTraffic} from '../../kubernetes/pods.ts';
import {rolloutOf} from '../../kubernetes/rollout.ts';
import type {HistoryEvent} from '../events.ts';
import {factsOf} from '../facts.ts';
import {lastFault} from '../records/faults.ts';
import {readingsOf, refOf} from '../state.ts';
import type {Held} from './condition.ts';

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
  return entryIsReady(events, new Set(victimNodes(events)));
}

/** Whether as many pods of the entry as it has replicas are ready, and all are of its newest revision. */
export function entryIsWhole(events: readonly HistoryEvent[]): Held {
  const ready = entryIsReady(events, new Set());
  return ready.holds ? entryIsRolledOut(events) : ready;
}

/** Since when the same pods of the entry have been ready, ms; 0 when none ever was. */
export function entryIsSameSinceMs(events: readonly HistoryEvent[]): number {
  const entry = factsOf({events}).deploy?.entry;
  const ready = new Set<string>();
  let sinceMs = 0;
  for (const event of events) {
    if (entry === undefined || event.kind !== 'object' || event.object.kind !== 'Pod') continue;
    if (!isSame(workloadOf(event.object), entry.workload)) continue;
    const {uid, name} = event.object.metadata;
    const isIn = event.is === 'present' && takesTraffic(event.object);
    if (ready.has(uid ?? name) === isIn) continue;
    if (isIn) ready.add(uid ?? name);
    else ready.delete(uid ?? name);
    sinceMs = event.tMs;
  }
  return sinceMs;
}

function entryIsReady(events: readonly HistoryEvent[], except: ReadonlySet<string>): Held {
  const entry = factsOf({events}).deploy?.entry;
  if (entry === undefined) return {holds: false, seen: 'nothing is deployed'};
  const ready = presentNow(events, 'Pod').filter(
    (pod) => isSame(workloadOf(pod), entry.workload) && takesTraffic(pod) && !except.has(nodeOf(pod)),
  );
  const where = except.size === 0 ? '' : ' on other nodes';
  return {holds: ready.length >= entry.replicas, seen: `${ready.length} of ${entry.replicas} replicas ready${where}`};
}

/** What the workload's own status says; one that was never seen, or tells nothing, is taken as it is. */
function entryIsRolledOut(events: readonly HistoryEvent[]): Held {
  const entry = factsOf({events}).deploy?.entry;
  const of = entry?.workload;
  const workload = of && readingsOf({events}, of.kind).findLast(({object}) => isSame(refOf(object), of))?.object;
  const {generation} = (workload?.metadata ?? {}) as {readonly generation?: number};
  const status = (workload?.status ?? {}) as Readonly<Record<string, number | undefined>>;
  const {observedGeneration} = status;
  const [pods, updated] =
    workload?.kind === 'DaemonSet'
      ? [status['desiredNumberScheduled'], status['updatedNumberScheduled']]
      : [status['replicas'], status['updatedReplicas']];
  if (workload === undefined || generation === undefined || observedGeneration === undefined || pods === undefined)
    return {holds: true, seen: 'no status of a rollout'};
  // A partition keeps pods of the revision before, and OnDelete all of them.
  const wanted = rolloutOf(workload, pods)?.replaces ?? pods;
  const holds = observedGeneration >= generation && (updated ?? 0) >= wanted;
  return {holds, seen: `${updated ?? 0} of ${wanted} replicas of the newest revision`};
}

function victimNodes(events: readonly HistoryEvent[]): readonly string[] {
  return lastFault(events).victims.flatMap(({kind, name}) => (kind === 'node' ? [name] : []));
}

/** The last reading of each object of a kind that was not seen to go. */
export function presentNow(events: readonly HistoryEvent[], kind: string): readonly KubeObject[] {
  const last = new Map<string, KubeObject>();
  for (const event of events) {
    if (event.kind !== 'object' || event.object.kind !== kind) continue;
    const {uid, name} = event.object.metadata;
    if (event.is === 'present') last.set(uid ?? name, event.object);
    else last.delete(uid ?? name);
  }
  return [...last.values()];
}
