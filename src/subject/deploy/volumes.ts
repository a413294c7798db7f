import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {claimsOf} from '../../kubernetes/workloads.ts';
import {unlessLate, waitFor} from '../../system/wait.ts';
import type {Where} from './where.ts';

/**
 * Alone on two cores a volume comes in 3 s, beside the rest of a subject in 5 to 20 s, and now and then not at all at
 * the first try.
 */
const withinMs = 10_000;
const everyMs = 200;

/**
 * Waits until the volumes are there that these workloads claim, 10 s at most: what makes a volume on kind is a pod
 * without a CPU request, which would starve beside all the others that start. Whether the workloads get ready is for
 * others to judge.
 */
export async function waitForVolumes(
  {api, namespace, clock, signal}: Omit<Where, 'shell'>,
  workloads: readonly KubeObject[],
): Promise<void> {
  const wanted = workloads.flatMap(claimsOf);
  if (wanted.length === 0) return;
  const waiting = waitFor({what: `volumes for ${wanted.join(', ')}`, withinMs, everyMs, clock, signal}, async () => {
    const {items} = await api.list({apiVersion: 'v1', kind: 'PersistentVolumeClaim'}, {namespace});
    const bound = items.filter(({status}) => status?.['phase'] === 'Bound').map(({metadata}) => metadata.name);
    const missing = wanted.filter((claim) => !bound.includes(claim));
    return missing.length === 0 ? {done: undefined} : {seen: `${missing.join(', ')} not bound`};
  });
  await unlessLate(waiting);
}
