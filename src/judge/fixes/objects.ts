import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {type ContainerOf, containersOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {objectIn} from '../../kubernetes/owners.ts';
import type {Patch} from '../../kubernetes/patches/patch.ts';
import type {Proposal} from './fix.ts';

/** A container of a workload as its template has it; undefined of one that something else put into the pod. */
export function containerIn(objects: readonly KubeObject[], of: ObjectRef): ContainerOf | undefined {
  const object = objectIn(objects, of);
  return object === undefined ? undefined : containersOf(object).find(({name}) => name === of.container);
}

/** The same among the objects as deployed. */
export function containerOf(history: History, of: ObjectRef): ContainerOf | undefined {
  return containerIn(factsOf(history).deploy?.objects ?? [], of);
}

/** To change a field of an object: `path` without lists on its way. */
export function inObject(of: ObjectRef, path: string, value: Json): Proposal {
  return {object: of, path, changes: [{of: plain(of), patch: nested(path.split('.'), value)}]};
}

/**
 * To change a field of a container, by its path below the container; `ofPod` are fields of its pod beside it. None where
 * the template has no such container.
 */
export function inContainer(
  history: History,
  of: ObjectRef,
  field: string,
  value: Json,
  ofPod: Patch = {},
): Proposal | undefined {
  const container = containerOf(history, of);
  if (container === undefined) return undefined;
  return {
    object: of,
    path: `${container.path}.${field}`,
    changes: [
      {of: plain(of), patch: patchOfPod(container, [[container.name, nested(field.split('.'), value)]], ofPod)},
    ],
  };
}

/** A patch of some containers of one list and of their pod; `like` is one of them. */
export function patchOfPod(
  like: ContainerOf,
  containers: readonly (readonly [name: string, fields: Patch])[],
  ofPod: Patch = {},
): Patch {
  const pod = like.path.slice(0, like.path.lastIndexOf('.'));
  return nested(pod.split('.'), {...ofPod, [listOf(like)]: containers.map(([name, fields]) => ({name, ...fields}))});
}

/** The object alone: without one of its containers, and without the namespace, which is the trial's. */
export function plain({kind, name}: ObjectRef): ObjectRef {
  return {kind, name};
}

function listOf({path}: ContainerOf): string {
  return path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
}

function nested(path: readonly string[], value: Json): Patch {
  const [key = '', ...rest] = path;
  return {[key]: rest.length === 0 ? value : nested(rest, value)};
}
