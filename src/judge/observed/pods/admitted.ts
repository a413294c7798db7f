import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {type ContainerOf, containersOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../../../kubernetes/owners.ts';
import {replicasOf} from './replicas.ts';

/** A container as the API server admitted it. */
export interface Admitted {
  /** Its owner, with its name. */
  readonly of: ObjectRef;
  readonly role: ContainerOf['role'];
  /** As its manifest declares it, admitted; undefined of what is not in it. */
  readonly template: ContainerOf | undefined;
  /** Something else than its manifest put it into the pods. */
  readonly isInjected: boolean;
  /** It in each live pod, which defaults and webhooks have changed; before there is one, in the template of its owner. */
  readonly seen: readonly {readonly object: KubeObject; readonly container: ContainerOf}[];
}

/** Every container of the subject, init containers too: live pods first, templates second. */
export function admittedIn(history: Events): readonly Admitted[] {
  const {objects = [], namespace} = factsOf(history).deploy ?? {};
  const live = livePods(history, objects);
  const owners = objects.filter(isDeclared);
  const foreign = live.filter((pod) => !isOfJob(pod) && !owners.some((owner) => isOf(pod, owner)));
  const others = [...new Map(foreign.map((pod) => [nameOfOwner(pod), pod])).values()];
  // The trial's namespace is no part of a name that people know.
  const told = (one: Admitted): Admitted => {
    const {namespace: own, ...of} = one.of;
    return own === namespace ? {...one, of} : one;
  };
  return [
    ...owners.flatMap((owner) => containersIn(refOf(owner), owner, live)),
    ...others.flatMap((pod) => containersIn(workloadOf(pod), undefined, live)),
  ].map(told);
}

function containersIn(
  owner: ObjectRef,
  template: KubeObject | undefined,
  live: readonly KubeObject[],
): readonly Admitted[] {
  const own = live.filter((pod) => isSame(workloadOf(pod), owner));
  const seen = (own.length > 0 ? own : template === undefined ? [] : [template]).flatMap((object) =>
    containersOf(object).map((container) => ({object, container})),
  );
  const declared = new Map(template === undefined ? [] : containersOf(template).map((one) => [one.name, one]));
  return [...Map.groupBy(seen, ({container}) => container.name)].flatMap(([name, those]) => {
    const [first] = those;
    if (first === undefined) return [];
    const of = {...owner, container: name};
    const isInjected = template !== undefined && !declared.has(name);
    return [{of, role: first.container.role, template: declared.get(name), isInjected, seen: those}];
  });
}

/** Every pod that was seen, as it was first seen. */
function livePods(history: Events, objects: readonly KubeObject[]): readonly KubeObject[] {
  const seen = replicasOf(history).flatMap(({readings}) => readings[0]?.pod ?? []);
  const deployed = objects.filter(({kind, status}) => kind === 'Pod' && status !== undefined);
  const known = new Set(seen.map(({metadata}) => metadata.uid));
  return [...seen, ...deployed.filter(({metadata}) => !known.has(metadata.uid))];
}

/** The objects whose authors declare containers: all but those that a controller makes. */
function isDeclared({kind, metadata}: KubeObject): boolean {
  return kind !== 'ReplicaSet' && (kind !== 'Pod' || (metadata.ownerReferences ?? []).length === 0);
}

/** The pods of a job that a CronJob made are judged by what the CronJob declares. */
function isOfJob(pod: KubeObject): boolean {
  return workloadOf(pod).kind === 'Job';
}

function isOf(pod: KubeObject, owner: KubeObject): boolean {
  return isSame(workloadOf(pod), refOf(owner));
}

function nameOfOwner(pod: KubeObject): string {
  const {kind, name} = workloadOf(pod);
  return `${kind}/${name}`;
}

function refOf({kind, metadata: {name, namespace}}: KubeObject): ObjectRef {
  return {kind, name, ...(namespace === undefined ? {} : {namespace})};
}
