import {refOf} from '../history/state.ts';
import type {DeployFacts} from '../history/facts.ts';
import {podLabelsOf, podSpecOf, containersOf} from '../kubernetes/containers.ts';
import type {Json, KubeObject} from '../kubernetes/kube-object.ts';
import {isSame} from '../kubernetes/owners.ts';
import {ownersOfPods, type PodOwner} from '../kubernetes/workloads.ts';
import type {Found} from '../subject/deploy/entry.ts';
import type {Manifest} from '../subject/manifests/manifest.ts';
import {positionsOf} from '../subject/manifests/manifests.ts';
import {admitted} from './admitted.ts';

/** The nodes of every cluster (`kind-config.yaml`). */
export const imaginedNodes = [
  {name: 'control-plane', zone: '', role: 'control-plane'},
  {name: 'worker', zone: 'a', role: 'worker'},
  {name: 'worker2', zone: 'a', role: 'worker'},
  {name: 'worker3', zone: 'b', role: 'worker'},
  {name: 'worker4', zone: 'c', role: 'worker'},
] as const;

const workers = imaginedNodes.filter(({role}) => role === 'worker').map(({name}) => name);

/** The subject as it would stand when all went well: its pods ready, one worker after the other. */
export function imagined(
  objects: readonly KubeObject[],
  {
    namespace,
    found: {workload: carrier, entries},
    manifests,
    deviations,
  }: {
    readonly namespace: string;
    readonly found: Found;
    readonly manifests: readonly Manifest[];
    readonly deviations: DeployFacts['deviations'];
  },
): DeployFacts {
  const owners = ownersOfPods(objects);
  const standing = (object: KubeObject): DeployFacts['entry'] => {
    const workload = refOf(object);
    return {workload, replicas: wanted(owners.find(({ref}) => isSame(ref, workload))), url: ''};
  };
  const others = entries.slice(1).map(({workload}) => standing(workload));
  const placed = objects.map((object) => counted(object));
  return {
    namespace,
    objects: [...placed, ...owners.flatMap((owner) => podsOf(owner, namespace, objects))],
    positions: positionsOf(manifests),
    deviations,
    images: [],
    entry: standing(carrier),
    ...(others.length === 0 ? {} : {doors: others}),
  };
}

/** Only its controller says on how many nodes a DaemonSet runs: here on all workers. */
function counted(object: KubeObject): KubeObject {
  return object.kind === 'DaemonSet'
    ? {...object, status: {...object.status, desiredNumberScheduled: workers.length}}
    : object;
}

function wanted(owner: PodOwner | undefined): number {
  return owner === undefined ? 1 : owner.object.kind === 'DaemonSet' ? workers.length : owner.wants;
}

/** More than these would make the reading slow, and show nothing new. */
const mostPods = 20;

function podsOf(owner: PodOwner, namespace: string, objects: readonly KubeObject[]): readonly KubeObject[] {
  const {object, ref} = owner;
  const pod = podSpecOf(object);
  if (pod === undefined || object.kind === 'Pod') return [];
  const spec = admitted(pod.spec, objects);
  const isDeployment = object.kind === 'Deployment';
  const hash = 'imagined';
  return Array.from({length: Math.min(mostPods, wanted(owner))}, (_, index): KubeObject => {
    const name = isDeployment ? `${ref.name}-${hash}-${index}` : `${ref.name}-${index}`;
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        uid: `imagined-${ref.kind}-${name}`,
        labels: {...podLabelsOf(object), ...(isDeployment ? {'pod-template-hash': hash} : {})},
        ownerReferences: [
          {
            kind: isDeployment ? 'ReplicaSet' : object.kind,
            name: isDeployment ? `${ref.name}-${hash}` : ref.name,
            uid: 'imagined',
            controller: true,
          },
        ],
      },
      spec: {...spec, nodeName: workers[index % workers.length] ?? ''},
      status: {
        phase: 'Running',
        conditions: [{type: 'Ready', status: 'True'}],
        containerStatuses: containersOf(object)
          .filter(({role}) => role === 'container')
          .map(({name: container}) => ({
            name: container,
            ready: true,
            restartCount: 0,
            containerID: 'containerd://imagined',
            state: {running: {}},
          })),
      } as {readonly [key: string]: Json},
    };
  });
}
