import {ownersOfPods} from '../../kubernetes/workloads.ts';
import {UsageError} from '../../system/errors.ts';
import {nearest} from '../../text/nearest.ts';
import type {Manifest} from '../manifests/manifest.ts';
import type {Profile} from '../profile/profile.ts';
import {isOfKubernetes} from '../trust/kind-asks.ts';

/**
 * Refuses what a profile says to be in the manifests and no manifest holds: a dependency's workload, a Job to wait for.
 * Throws UsageError for the first.
 */
export function refuseAbsent(
  manifests: readonly Manifest[],
  {prepare, facts: {profilePath, dependencies}}: Pick<Profile, 'facts' | 'prepare'>,
): void {
  const objects = manifests.map(({object}) => object);
  const jobs = objects.filter(({kind}) => kind === 'Job').map(({metadata}) => metadata.name);
  for (const [index, one] of prepare.entries()) {
    if (!('job' in one) || jobs.includes(one.job)) continue;
    throw new UsageError('job-absent', `${profilePath}: prepare[${index}].job: the manifests hold no Job ${one.job}`, {
      hint: hintFor(one.job, jobs),
    });
  }
  const names = ownersOfPods(objects).map(({ref}) => ref.name);
  // An operator may call what it makes as it is asked for.
  const asked = objects.filter(({apiVersion}) => !isOfKubernetes(apiVersion)).map(({metadata}) => metadata.name);
  for (const [index, {name, workload}] of dependencies.entries()) {
    if (workload === undefined || names.includes(workload) || asked.includes(workload)) continue;
    throw new UsageError(
      'dependency-absent',
      `${profilePath}: dependencies[${index}].workload: the manifests hold no workload ${workload}, which is to be ${name}`,
      {hint: `${hintFor(workload, names)} One that is elsewhere is a stub.`},
    );
  }
}

function hintFor(name: string, there: readonly string[]): string {
  const meant = nearest(name, there);
  return meant === undefined ? `They hold: ${there.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
}
