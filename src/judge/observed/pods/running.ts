import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {containersOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {ownersOfPods} from '../../../kubernetes/workloads.ts';
import {replicasOf, type Replica} from './replicas.ts';

/** A container of the subject, and the replicas in which it ran. */
export interface RanIn {
  /** With its container. */
  readonly of: ObjectRef;
  /** Names of pods. */
  readonly pods: readonly string[];
}

/**
 * Every container of the subject that is no init container, with the replicas in which it ran for so long (ms) within
 * some windows: as the live pods have it, of whatever owner. A workload of which no pod was ever seen is there as its
 * template has it, without a replica.
 */
export function ranIn(history: Events, windows: readonly Window[], leastMs: number): readonly RanIn[] {
  const replicas = replicasOf(history);
  const live = replicas.flatMap((replica) =>
    runningContainers(replica)
      .filter((container) => ranForMs(history, replica, container, windows) >= leastMs)
      .map((container) => ({of: {...refOf(replica.workload), container}, pod: replica.name})),
  );
  const unseen = ownersOfPods(factsOf(history).deploy?.objects ?? [])
    .filter(({ref, wants}) => wants > 0 && !replicas.some(({workload}) => isSame(workload, ref)))
    .flatMap(({ref, object}) =>
      containersOf(object)
        .filter(({role}) => role !== 'init')
        .map(({name}): RanIn => ({of: {...refOf(ref), container: name}, pods: []})),
    );
  const byContainer = [...Map.groupBy(live, ({of}) => nameOf(of)).values()];
  return [
    ...byContainer.flatMap((those) =>
      those[0] === undefined ? [] : [{of: those[0].of, pods: [...new Set(those.map(({pod}) => pod))]}],
    ),
    ...unseen,
  ];
}

function runningContainers({readings}: Replica): readonly string[] {
  const pod = readings.at(-1)?.pod;
  return pod === undefined
    ? []
    : containersOf(pod)
        .filter(({role}) => role !== 'init')
        .map(({name}) => name);
}

/** The time within some windows in which the kubelet's last word was that a container of a pod runs, ms. */
function ranForMs(history: Events, {readings}: Replica, container: string, windows: readonly Window[]): number {
  const end = endOf(history);
  return readings.reduce((sum, {tMs, is, statuses}, index) => {
    const status = statuses.find(({name}) => name === container);
    if (is === 'gone' || status?.startedAt === undefined) return sum;
    const until = readings[index + 1]?.tMs ?? end;
    return sum + windows.reduce((ms, [from, to]) => ms + Math.max(0, Math.min(to, until) - Math.max(from, tMs)), 0);
  }, 0);
}

function refOf({kind, name}: ObjectRef): ObjectRef {
  return {kind, name};
}
