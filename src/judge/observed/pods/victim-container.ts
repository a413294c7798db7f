import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {containersOf, type ContainerOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {replicasOf, type Replica} from './replicas.ts';

/**
 * The container that a fault acted on, with its pod and what a finding is of; undefined when the API never told of it.
 */
export function victimContainer(
  history: History,
  victim: Victim,
): {readonly replica: Replica; readonly container: ContainerOf; readonly of: ObjectRef} | undefined {
  const replica = replicasOf(history).find(({uid}) => uid === victim.uid);
  const pod = replica?.readings[0]?.pod;
  const container = pod === undefined ? undefined : containersOf(pod).find(({name}) => name === victim.container);
  if (replica === undefined || container === undefined) return undefined;
  return {
    replica,
    container,
    of: {kind: replica.workload.kind, name: replica.workload.name, container: container.name},
  };
}
