import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {refOf} from '../../../history/state.ts';
import {containersOf, resourceOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {parseQuantity} from '../../../kubernetes/quantities.ts';

/** The limit of a workload's container as admitted, in bytes or cores; undefined without one. */
export function limitOf(history: History, of: ObjectRef, resource: 'cpu' | 'memory'): number | undefined {
  const object = factsOf(history).deploy?.objects.find((candidate) => isSame(refOf(candidate), of));
  const container = object === undefined ? undefined : containersOf(object).find(({name}) => name === of.container);
  return container === undefined ? undefined : parseQuantity(resourceOf(container, 'limits', resource));
}
