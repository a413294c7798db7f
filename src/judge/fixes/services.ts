import type {History} from '../../history/history.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {objectIn} from '../../kubernetes/owners.ts';
import {publishesUnready} from '../../kubernetes/services.ts';
import type {Finding} from '../finding.ts';
import {fixOf} from './fix.ts';
import {inObject, plain} from './objects.ts';

/**
 * To let a Service go by the readiness of its pods; accepted when it does. None for a headless one: its members may need
 * it to find each other.
 */
export function byReadiness(history: History, service: ObjectRef): Pick<Finding, 'fix'> {
  const proposal = inObject(plain(service), 'spec.publishNotReadyAddresses', false);
  return fixOf(history, proposal, (after) => {
    const object = objectIn(after, service);
    return object !== undefined && !publishesUnready(object) && object.spec?.['clusterIP'] !== 'None';
  });
}
