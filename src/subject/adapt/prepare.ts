import type {Api} from '../../cluster/cluster.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {adapt, kindKey} from './adapt.ts';
import type {Placement} from './adapt.ts';
import {definedKinds} from './definitions.ts';
import {lookAtCluster} from './room.ts';
import {refuseUnserved} from './unserved.ts';
import {findEntries} from '../deploy/entry.ts';
import type {Entry} from '../deploy/entry.ts';
import type {Manifest} from '../manifests/manifest.ts';
import type {Profile} from '../profile/profile.ts';

/** A subject made ready for one cluster; nothing of it is there yet. */
export interface Prepared {
  readonly objects: readonly KubeObject[];
  readonly deviations: DeployFacts['deviations'];
  readonly entries: readonly Entry[];
  /** What faults are aimed at. */
  readonly workload: KubeObject;
  readonly placement: Placement;
}

/**
 * Adapts the manifests to the cluster and finds the entry in them, touching nothing. Throws UsageError when there is no
 * entry.
 */
export async function prepare({
  api,
  profile,
  manifests,
  namespace,
  loaded,
}: {
  readonly api: Api;
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  readonly namespace: string;
  readonly loaded: readonly string[];
}): Promise<Prepared> {
  const objects = manifests.map((it) => it.object);
  // What the profile gets wrong is told before the cluster is asked anything.
  findEntries(objects, profile);
  const found = await lookAtCluster(api, objects);
  const own = definedKinds(objects).map((it) => [kindKey(it), {namespaced: it.namespaced}] as const);
  const placement = {
    ...found,
    kinds: new Map([...own, ...found.kinds]),
    namespace,
    loaded: new Set(loaded),
    storageClasses: profile.storageClasses,
  };
  await refuseUnserved(api, manifests, placement);
  const adapted = adapt(objects, placement);
  return {...adapted, ...findEntries(adapted.objects, profile), placement};
}
