import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {readingsOf, refOf} from '../../../history/state.ts';
import {endpointsOf, serviceOf} from '../../../kubernetes/endpoints.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {publishesUnready} from '../../../kubernetes/services.ts';
import {replicasOf} from './replicas.ts';

/** The names of the Services through which requests come to each pod, by its UID. */
type Senders = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Through which Services requests come to each pod that was ever an endpoint: to one of the entry by the entry's own
 * alone; to another one by those that go by its readiness. A Service that publishes addresses which are not ready is
 * there for members to find each other: it counts where it is the entry, or the only one of a declared dependency.
 */
export const sentBy: (history: Events) => Senders = once((history) => {
  const {trial, deploy} = factsOf(history);
  const entry = trial?.subject.entry.service;
  const slices = readingsOf(history, 'EndpointSlice', deploy?.namespace).map(({object}) => object);
  const publishers = publishersAmong(slices, deploy?.objects ?? []);
  const declared = new Set((trial?.subject.dependencies ?? []).flatMap(({workload}) => workload ?? []));
  const workloads = new Map(replicasOf(history).map(({uid, workload}) => [uid, workload.name]));
  const named = new Map<string, Set<string>>();
  for (const slice of slices) {
    for (const {podUid} of endpointsOf(slice))
      named.set(podUid, (named.get(podUid) ?? new Set<string>()).add(serviceOf(slice)));
  }
  return new Map(
    [...named].map(([uid, services]) => {
      if (entry !== undefined && services.has(entry)) return [uid, new Set([entry])];
      const byReadiness = [...services].filter((name) => !publishers.has(name));
      const isCalled = byReadiness.length > 0 || !declared.has(workloads.get(uid) ?? '');
      return [uid, isCalled ? new Set(byReadiness) : services];
    }),
  );
});

/** The Service that sends requests to a pod whether it is ready or not; undefined: its readiness counts. */
export function publisherOf(history: Events, uid: string): ObjectRef | undefined {
  const senders = sentBy(history).get(uid) ?? new Set();
  const found = (factsOf(history).deploy?.objects ?? []).find(
    (object) => object.kind === 'Service' && senders.has(object.metadata.name) && publishesUnready(object),
  );
  return found === undefined ? undefined : refOf(found);
}

/** By the objects as admitted; where a history has no Services, by an endpoint that was ready and not serving. */
function publishersAmong(slices: readonly KubeObject[], objects: readonly KubeObject[]): ReadonlySet<string> {
  const stated = objects.filter((object) => object.kind === 'Service' && publishesUnready(object));
  const seen = slices.filter((slice) => endpointsOf(slice).some(({ready, serving}) => ready && !serving));
  return new Set([...stated.map(({metadata}) => metadata.name), ...seen.map(serviceOf)]);
}
