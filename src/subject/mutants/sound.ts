import {podLabelsOf, containersOf} from '../../kubernetes/containers.ts';
import {covers} from '../../kubernetes/budgets.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {containersBehind} from '../../kubernetes/services.ts';
import {UsageError} from '../../system/errors.ts';
import {findEntries} from '../deploy/entry.ts';
import type {Profile} from '../profile/profile.ts';
import type {Sound} from './mutant.ts';

/**
 * A subject as its owner wrote it, for mutants of it. Throws UsageError where its entry cannot be found, or nothing runs
 * behind it.
 */
export function soundOf(objects: readonly KubeObject[], profile: Profile, memoryPeak?: number): Sound {
  const [entry] = findEntries(objects, profile).entries;
  if (entry === undefined) {
    throw new UsageError(
      'no-entry',
      `${profile.facts.profilePath}: mutants need an entry, and the profile states none`,
      {
        hint: 'State the Service that users call under entry.',
      },
    );
  }
  const {service, port, workload} = entry;
  const ref = refOf(workload);
  const own = containersOf(workload).filter(({role}) => role === 'container');
  // The one that a fault acts on by default.
  const container = containersBehind(workload, [{service, port: port.port}])[0] ?? own[0];
  if (container === undefined) {
    throw new UsageError('entry-containers', `${profile.facts.profilePath}: ${ref.kind} ${ref.name} has no container`);
  }
  const scaler = objects.find((object) => isScalerOf(object, workload));
  const stated = (workload.spec?.['replicas'] as number | null | undefined) ?? 1;
  const least = Number(scaler?.spec?.['minReplicas'] ?? scaler?.spec?.['minReplicaCount'] ?? 0);
  const labels = podLabelsOf(workload);
  return {
    objects,
    service,
    port: port.port,
    workload,
    ref,
    replicas: Math.max(stated, least),
    scaler: scaler === undefined ? undefined : refOf(scaler),
    container,
    budgets: objects.filter((object) => covers(object, labels, workload.metadata.namespace)),
    dependencies: profile.facts.dependencies,
    memoryPeak,
  };
}

/** How the objects of a subject are named here: with the namespace only where they state one. */
export function refOf({kind, metadata: {name, namespace}}: KubeObject): ObjectRef {
  return {kind, name, ...(namespace === undefined ? {} : {namespace})};
}

function isScalerOf({kind, spec}: KubeObject, {kind: of, metadata}: KubeObject): boolean {
  const target = spec?.['scaleTargetRef'] as {readonly kind?: string; readonly name?: string} | undefined;
  const isScaler = kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject';
  return isScaler && target?.name === metadata.name && (target.kind ?? 'Deployment') === of;
}
