import {refOf} from '../history/state.ts';
import {entryShare} from '../history/service-uses.ts';
import type {BeyondBaseline, DeployFacts} from '../history/facts.ts';
import {nameOf} from '../kubernetes/owners.ts';
import {adapt, kindKey, namespaceFor, type Placement} from '../subject/adapt/adapt.ts';
import {definedKinds} from '../subject/adapt/definitions.ts';
import {findEntries} from '../subject/deploy/entry.ts';
import type {Manifest} from '../subject/manifests/manifest.ts';
import type {Profile} from '../subject/profile/profile.ts';
import {isNamespaced, isOfKubernetes} from '../subject/trust/kind-asks.ts';
import type {NamedScenario} from '../scenario/discover.ts';
import type {Patience} from '../scenario/patience.ts';
import {exercised, type Exercised} from './exercised.ts';
import {imagined, imaginedNodes} from './imagined.ts';
import {linted, type Linted} from './linted.ts';

/** All that can be said of a subject without a cluster. */
export interface Reading {
  readonly subject: string;
  /** How many objects of each kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** Where the load would enter, the largest share first; none: nobody sends requests. */
  readonly entries: readonly {
    readonly service: string;
    readonly port: number;
    readonly share: number;
    readonly workload: string;
    readonly replicas: number;
  }[];
  /** What faults would be aimed at. */
  readonly workload: string;
  /** The version of Kubernetes whose fields its objects have; undefined: not checked. */
  readonly checkedAgainst: string | undefined;
  /** What would be changed for the cluster, before anything is applied. */
  readonly adaptations: DeployFacts['deviations'];
  /** What a stranger does not get. */
  readonly beyond: readonly BeyondBaseline[];
  readonly linted: readonly Linted[];
  readonly scenarios: readonly Exercised[];
}

export interface ReadingOptions {
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  readonly beyond: readonly BeyondBaseline[];
  readonly checkedAgainst?: string;
  readonly scenarios: readonly NamedScenario[];
  readonly patience: Patience;
}

/**
 * Reads a subject as a trial would, up to the cluster: what is adapted, what the checks of objects alone say, what each
 * scenario would do. Throws UsageError when an entry is not there.
 */
export function readOffline({
  profile,
  manifests,
  beyond,
  checkedAgainst,
  scenarios,
  patience,
}: ReadingOptions): Reading {
  const objects = manifests.map(({object}) => object);
  const namespace = namespaceFor(objects, profile.namespace);
  const adapted = adapt(objects, placementFor(profile, manifests, namespace));
  const found = findEntries(adapted.objects, profile);
  const deploy = imagined(adapted.objects, {namespace, found, manifests, deviations: adapted.deviations});
  const subject = profile.facts;
  return {
    subject: subject.name,
    objects: Object.fromEntries(
      [...Map.groupBy(objects, ({kind}) => kind)].map(([kind, those]) => [kind, those.length]),
    ),
    entries: found.entries.map(({service, port, workload}, index) => ({
      service: service.metadata.name,
      port: port.port,
      share: index === 0 ? entryShare(subject) : (subject.doors?.[index - 1]?.share ?? 0),
      workload: nameOf(refOf(workload)),
      replicas: [deploy.entry, ...(deploy.doors ?? [])][index]?.replicas ?? 0,
    })),
    workload: nameOf(deploy.entry.workload),
    checkedAgainst,
    adaptations: adapted.deviations,
    beyond,
    linted: linted(subject, deploy),
    scenarios: scenarios.map((scenario) => exercised(scenario, {subject, deploy, patience})),
  };
}

/** A cluster with all kinds of Kubernetes and those that the subject defines, and with room for everything. */
function placementFor(profile: Profile, manifests: readonly Manifest[], namespace: string): Placement {
  const objects = manifests.map(({object}) => object);
  const own = definedKinds(objects).map((it) => [kindKey(it), {namespaced: it.namespaced}] as const);
  const known = objects
    .filter(({apiVersion}) => isOfKubernetes(apiVersion))
    .map((object) => [kindKey(object), {namespaced: isNamespaced(object)}] as const);
  return {
    namespace,
    kinds: new Map([...known, ...own]),
    loaded: new Set(profile.images),
    storageClasses: profile.storageClasses,
    nodes: imaginedNodes
      .filter(({role}) => role === 'worker')
      .map(({name, zone}) => ({
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/zone': zone,
      })),
    room: {cores: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY},
  };
}
