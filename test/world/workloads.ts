import {revisionOf} from './controllers.ts';
import {workloadObject} from './objects.ts';
import {hashOf} from './pods.ts';
import {present, type World} from './state.ts';
import type {Workload} from './subject.ts';

const last = new WeakMap<World, Map<string, string>>();

/** Tells the history what the controller of a workload says of it, where that has changed. */
export function tellWorkload(world: World, workload: Workload): void {
  const {kind, name, replicas} = workload;
  const revision = revisionOf(world, workload);
  const pods = [...world.pods].filter((pod) => pod.workload === workload && pod.ending === undefined);
  const ready = pods.filter(({isReady}) => isReady).length;
  const updated = pods.filter((pod) => pod.revision === revision).length;
  const status =
    kind === 'DaemonSet'
      ? {
          desiredNumberScheduled: replicas,
          currentNumberScheduled: pods.length,
          numberReady: ready,
          updatedNumberScheduled: updated,
        }
      : {
          replicas: pods.length,
          readyReplicas: ready,
          updatedReplicas: updated,
          ...(kind === 'StatefulSet' ? {updateRevision: `${name}-${hashOf(revision)}`} : {}),
        };
  const object = workloadObject(workload);
  const now = {
    ...object,
    metadata: {...object.metadata, generation: revision},
    status: {observedGeneration: revision, ...status},
  };
  const told = last.get(world) ?? new Map<string, string>();
  last.set(world, told);
  const text = JSON.stringify(now.status);
  if (told.get(name) === text) return;
  told.set(name, text);
  world.tell(present(now));
}
