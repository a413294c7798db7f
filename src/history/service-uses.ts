import type {KubeObject} from '../kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../kubernetes/owners.ts';
import {sendsTo, type ServiceUse} from '../kubernetes/services.ts';
import {type DeployFacts, factsOf, type SubjectFacts} from './facts.ts';
import type {Events} from './history.ts';

/** The Service and port at which users enter. */
export interface EntryPort {
  readonly service: string;
  readonly port: number;
}

/** The part of the load that comes in by the entry, where it has other doors too, 0 to 1. */
export function entryShare({doors = []}: Pick<SubjectFacts, 'doors'>): number {
  return doors.reduce((left, {share}) => left - share, 1);
}

/** The entry's own Service among the subject's objects as admitted; undefined in histories that do not hold it. */
export function entryServiceIn(objects: readonly KubeObject[], entry: EntryPort | undefined): KubeObject | undefined {
  return objects.find(({kind, metadata}) => kind === 'Service' && metadata.name === entry?.service);
}

/**
 * Through which Services requests come to a pod or a workload of the subject: the entry's own where it does, at the
 * entry's port; else all that send it anything.
 */
export function servicesOf(
  object: KubeObject,
  objects: readonly KubeObject[],
  entry: EntryPort | undefined,
): readonly ServiceUse[] {
  const own = entryServiceIn(objects, entry);
  if (own !== undefined && entry !== undefined && sendsTo(own, object)) return [{service: own, port: entry.port}];
  return objects.filter((service) => sendsTo(service, object)).map((service) => ({service}));
}

/** Whether a pod is behind the entry: of its workload, or of another one that the entry's Service sends requests to. */
export function isEntryPod(
  pod: KubeObject,
  {objects, entry}: Pick<DeployFacts, 'objects' | 'entry'>,
  port: EntryPort | undefined,
): boolean {
  const service = entryServiceIn(objects, port);
  return isSame(workloadOf(pod), entry.workload) || (service !== undefined && sendsTo(service, pod));
}

/** Whether anybody sends requests to a subject. */
export function hasEntry({entry}: Pick<SubjectFacts, 'entry'>): boolean {
  return entry.requests.length > 0;
}

/** The same of the subject of a trial, and where nobody knows. */
export function isLoaded(history: Events): boolean {
  const {trial} = factsOf(history);
  return trial === undefined || hasEntry(trial.subject);
}
