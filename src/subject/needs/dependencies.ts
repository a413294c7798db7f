import {ownersOfPods} from '../../kubernetes/workloads.ts';
import {UsageError} from '../../system/errors.ts';
import {nearest} from '../../text/nearest.ts';
import type {Manifest} from '../manifests/manifest.ts';
import type {Profile} from '../profile/profile.ts';
import {isOfKubernetes} from '../trust/kind-asks.ts';

/** Refuses a dependency that is said to be in the cluster and that no manifest holds. Throws UsageError for the first. */
export function refuseAbsentDependencies(
  manifests: readonly Manifest[],
  {facts: {profilePath, dependencies}}: Pick<Profile, 'facts'>,
): void {
  const objects = manifests.map(({object}) => object);
  const names = ownersOfPods(objects).map(({ref}) => ref.name);
  // An operator may call what it makes as it is asked for.
  const asked = objects.filter(({apiVersion}) => !isOfKubernetes(apiVersion)).map(({metadata}) => metadata.name);
  for (const [index, {name, workload}] of dependencies.entries()) {
    if (workload === undefined || names.includes(workload) || asked.includes(workload)) continue;
    const meant = nearest(workload, names);
    throw new UsageError(
      'dependency-absent',
      `${profilePath}: dependencies[${index}].workload: the manifests hold no workload ${workload}, which is to be ${name}`,
      {
        hint:
          meant === undefined
            ? `They hold: ${names.join(', ') || 'none'}. One that is elsewhere is a stub.`
            : `Did you mean ${meant}?`,
      },
    );
  }
}
