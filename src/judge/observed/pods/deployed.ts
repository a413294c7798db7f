import type {DeployFacts} from '../../../history/facts.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';

/** An object of the subject as it was deployed. */
export function deployed({objects}: Pick<DeployFacts, 'objects'>, of: ObjectRef): KubeObject | undefined {
  return objects.find(({kind, metadata}) => isSame({kind, ...metadata}, of));
}
