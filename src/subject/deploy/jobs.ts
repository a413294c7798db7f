import {conditionOf} from '../../kubernetes/conditions.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError, WaitTimeoutError} from '../../system/errors.ts';
import {waitFor} from '../../system/wait.ts';
import type {Where} from './where.ts';

/** As long as Helm waits for a hook by default. */
const withinMs = 5 * 60_000;
const everyMs = 500;

/**
 * Waits until the Jobs among some objects are complete, 5 minutes at most. Throws UsageError for one that failed, or
 * took longer: what comes after it was written for what it does. `which` says which Jobs they are.
 */
export async function waitForJobs(
  {api, namespace, clock, signal}: Omit<Where, 'shell'>,
  objects: readonly Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>[],
  which = 'that comes before the others',
): Promise<void> {
  const jobs = objects.filter(({kind}) => kind === 'Job');
  if (jobs.length === 0) return;
  const names = jobs.map(({metadata}) => metadata.name).join(', ');
  const look = async () => {
    const found = await Promise.all(jobs.map(async (job) => api.get(job, job.metadata.name, namespace)));
    const failed = found.flatMap((job) => (job !== undefined && isTrue(job, 'Failed') ? [job] : []))[0];
    if (failed !== undefined) {
      const why = conditionOf(failed, 'Failed')?.message ?? 'it says no more';
      throw new UsageError('hook-failed', `The Job ${failed.metadata.name} ${which} failed: ${String(why)}`, {
        hint: 'Run with --keep and read its log, or leave it out.',
      });
    }
    const open = found.filter((job) => job === undefined || !isTrue(job, 'Complete')).length;
    return open === 0 ? {done: undefined} : {seen: `${open} of ${jobs.length} not complete`};
  };
  try {
    await waitFor({what: `the Jobs ${names} to complete`, withinMs, everyMs, clock, signal}, look);
  } catch (cause) {
    if (!(cause instanceof WaitTimeoutError)) throw cause;
    throw new UsageError('hook-failed', `The Jobs ${names} ${which} did not end within 5 minutes`, {
      cause,
      hint: 'Run with --keep and read their log, or leave them out.',
    });
  }
}

function isTrue(job: KubeObject, type: string): boolean {
  return conditionOf(job, type)?.status === 'True';
}
