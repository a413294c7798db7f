import type {EventBody} from '../../../src/history/events.ts';
import {endedWith} from './endings.ts';
import {type Pod, podOf, redis} from './survival.ts';

/** A pod of a Job beside the shop. */
export const task: Pod = {
  ...redis,
  app: 'backup',
  container: 'dump',
  name: 'backup-29-x',
  uid: '77777777-0000-4000-8000-777777777777',
  id: '7'.repeat(64),
};

/** A reading of it, when it has given up and was tried again so often; `restartPolicy` and owner are a Job's unless said. */
export function taskOf(
  restarts: number,
  {restartPolicy = 'OnFailure', owner = 'Job'}: {readonly restartPolicy?: string; readonly owner?: string} = {},
): EventBody {
  const body = podOf(task, {restarts, reason: 'Error'});
  if (body.kind !== 'object') return body;
  const {metadata, spec} = body.object;
  const ownerReferences = [{kind: owner, name: 'backup-29', uid: 'j', controller: true}];
  const changed = {
    ...body,
    object: {...body.object, metadata: {...metadata, ownerReferences}, spec: {...spec, restartPolicy}},
  };
  return restarts === 0 ? changed : endedWith(changed, 1);
}
