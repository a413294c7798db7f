import type {Events} from '../../../history/history.ts';
import {declaredFor} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {parseQuantity} from '../../../kubernetes/quantities.ts';
import {admittedIn} from './admitted.ts';

/** The limit of a workload's container as admitted, its pod's own included, in bytes or cores; undefined without one. */
export function limitOf(history: Events, of: ObjectRef, resource: 'cpu' | 'memory'): number | undefined {
  const found = admittedIn(history).find((one) => isSame(one.of, of) && one.of.container === of.container);
  const [first] = found?.seen ?? [];
  return first === undefined
    ? undefined
    : parseQuantity(declaredFor(first.object, first.container, 'limits', resource));
}
