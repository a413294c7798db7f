import {ownNodePorts} from '../../cluster/labels.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {refOf} from '../../history/state.ts';
import {at} from '../manifests/places.ts';
import {edited} from '../manifests/edit.ts';
import {hooksOf, turnOf} from '../manifests/hooks.ts';
import {isPlain} from '../profile/merge.ts';
import {fit} from './fit.ts';
import type {Room} from './fit.ts';
import {withPlacement, withPullPolicy} from './pods.ts';
import type {Adapted} from './pods.ts';
import {asWritten, withoutOwned} from './written.ts';

/** What the subject is adapted to. */
export interface Placement {
  readonly namespace: string;
  /** The kinds this cluster serves, as `kindKey` writes them, and whether they live in a namespace. */
  readonly kinds: ReadonlyMap<string, {readonly namespaced: boolean}>;
  /** Images that were loaded from the local Docker engine. */
  readonly loaded: ReadonlySet<string>;
  readonly storageClasses: Readonly<Record<string, string>>;
  /** Labels of the workers. */
  readonly nodes: readonly Readonly<Record<string, string>>[];
  /** What the workers have left for requests. */
  readonly room: Room;
}

type Deviation = DeployFacts['deviations'][number];

/** How `Placement.kinds` names a kind. */
export function kindKey({apiVersion, kind}: {readonly apiVersion: string; readonly kind: string}): string {
  return `${apiVersion} ${kind}`;
}

/** The closed list of adaptations of real manifests to the cluster, each recorded. Limits are never changed. */
export function adapt(
  objects: readonly KubeObject[],
  placement: Placement,
): {readonly objects: readonly KubeObject[]; readonly deviations: readonly Deviation[]} {
  const deviations: Deviation[] = [];
  const own = new Set(
    objects.flatMap((it) => (it.kind === 'Namespace' ? [it.metadata.name] : (it.metadata.namespace ?? []))),
  );
  const kept = withoutAutoscalers(withoutOwned(objects, deviations), deviations).filter((object) => {
    if (object.kind === 'Namespace') return false;
    if (turnOf(object) === 'never') {
      deviations.push({what: `left out: a hook of Helm for ${hooksOf(object)}`, of: refOf(object)});
      return false;
    }
    const known = placement.kinds.has(kindKey(object));
    if (!known)
      deviations.push({
        what: 'skipped: this cluster does not know the kind',
        of: refOf(object),
        from: object.apiVersion,
      });
    return known;
  });
  const adaptations = [
    (object: KubeObject) => asWritten(object),
    (object: KubeObject) => withNamespace(object, placement, own),
    (object: KubeObject) => withPullPolicy(object, placement.loaded),
    (object: KubeObject) => withoutOurPorts(object),
    (object: KubeObject) => withRoomForOurs(object),
    (object: KubeObject) => withStorageClass(object, placement.storageClasses),
    (object: KubeObject) => withPlacement(object, placement.nodes),
  ];
  const adapted = kept.map((object) =>
    adaptations.reduce((before, adaptation) => {
      const {object: after, deviations: found} = adaptation(before);
      deviations.push(...found);
      return after;
    }, object),
  );
  const fitted = fit(adapted, placement.room, placement.nodes.length);
  return {objects: fitted.objects, deviations: [...deviations, ...fitted.deviations]};
}

/**
 * The namespace for a subject: the only one its manifests state, so that names such as db.shop.svc stay true; else the
 * profile's name.
 */
export function namespaceFor(objects: readonly KubeObject[], profileName: string): string {
  const stated = new Set(
    objects.flatMap((it) => it.metadata.namespace ?? (it.kind === 'Namespace' ? it.metadata.name : [])),
  );
  const [only, another] = [...stated];
  const isFree =
    only !== undefined && another === undefined && only !== 'default' && !/^(kube|seatrial|local-path)-/.test(only);
  return isFree ? only : profileName;
}

const autoscalers = new Set(['HorizontalPodAutoscaler', 'VerticalPodAutoscaler', 'ScaledObject', 'ScaledJob']);

/** A trial judges a fixed number of replicas; where the autoscaler would have more at once, its minimum. */
function withoutAutoscalers(objects: readonly KubeObject[], deviations: Deviation[]): readonly KubeObject[] {
  const removed = objects.filter((it) => autoscalers.has(it.kind));
  for (const it of removed)
    deviations.push({what: 'removed: autoscaling is off here', of: refOf(it), from: it.spec ?? null});
  return objects
    .filter((it) => !autoscalers.has(it.kind))
    .map((object) => {
      const scaler = removed.find((it) => isTarget(it, object));
      const minimum = scaler?.spec?.['minReplicas'] ?? scaler?.spec?.['minReplicaCount'];
      const stated = object.spec?.['replicas'];
      if (typeof minimum !== 'number') return object;
      // With 0 replicas an autoscaler rests.
      if (typeof stated === 'number' && (stated === 0 || stated >= minimum)) return object;
      deviations.push({
        what: 'replicas set to the minimum of the removed autoscaler',
        of: refOf(object),
        ...(stated === undefined ? {} : {from: stated}),
        to: minimum,
      });
      return edited(object, ['spec', 'replicas'], minimum);
    });
}

function isTarget(scaler: KubeObject, object: KubeObject): boolean {
  const target = at(scaler.spec, ['scaleTargetRef']) as {readonly kind?: string; readonly name?: string} | undefined;
  return target?.name === object.metadata.name && (target.kind ?? 'Deployment') === object.kind;
}

function withNamespace(object: KubeObject, {namespace, kinds}: Placement, own: ReadonlySet<string>): Adapted {
  const deviations: Deviation[] = [];
  let result = object;
  const subjects = object['subjects'];
  if (Array.isArray(subjects)) {
    // A binding's accounts move with the subject; those of other namespaces are not ours to rename.
    const moved = (subjects as readonly {readonly namespace?: string}[]).map((it) =>
      it.namespace !== undefined && own.has(it.namespace) ? {...it, namespace} : it,
    );
    result = {...result, subjects: moved};
  }
  if (kinds.get(kindKey(object))?.namespaced !== true) return {object: result, deviations};
  const from = object.metadata.namespace;
  if (from !== undefined && from !== namespace)
    deviations.push({what: 'moved to the namespace of the trial', of: refOf(object), from, to: namespace});
  return {object: edited(result, ['metadata', 'namespace'], namespace), deviations};
}

const ourPorts: ReadonlySet<unknown> = new Set(ownNodePorts);

/** A port of every node is one Service's alone, and nobody in the cluster needs the number. */
function withoutOurPorts(object: KubeObject): Adapted {
  if (object.kind !== 'Service') return {object, deviations: []};
  const ports = object.spec?.['ports'];
  const paths = [
    ['spec', 'healthCheckNodePort'],
    ...(Array.isArray(ports) ? ports.map((_, index) => ['spec', 'ports', index, 'nodePort']) : []),
  ];
  const taken = paths.filter((path) => ourPorts.has(at(object, path)));
  return {
    object: taken.reduce((before, path) => edited(before, path, undefined), object),
    deviations: taken.map((path) => ({
      what: 'node port left out: the cluster uses it itself',
      of: refOf(object),
      from: at(object, path) as Json,
    })),
  };
}

/** Counts of a quota that the Service of ours, through which the load enters, would take from. */
const quotaKeys = ['services', 'services.nodeports', 'count/services'];

function withRoomForOurs(object: KubeObject): Adapted {
  const hard = object.kind === 'ResourceQuota' ? object.spec?.['hard'] : undefined;
  const counts = isPlain(hard)
    ? quotaKeys.flatMap((key) => (Number.isInteger(Number(hard[key] ?? Number.NaN)) ? [key] : []))
    : [];
  return counts.reduce<Adapted>(
    (before, key) => {
      const from = at(hard, [key]) as Json;
      const to = String(Number(from) + 1);
      return {
        object: edited(before.object, ['spec', 'hard', key], to),
        deviations: [
          ...before.deviations,
          {what: `quota of ${key} raised by one for the NodePort of the load`, of: refOf(object), from, to},
        ],
      };
    },
    {object, deviations: []},
  );
}

function withStorageClass(object: KubeObject, classes: Readonly<Record<string, string>>): Adapted {
  const claims = object.kind === 'PersistentVolumeClaim' ? [['spec']] : claimPaths(object);
  let result = object;
  const deviations: Deviation[] = [];
  for (const claim of claims) {
    const path = [...claim, 'storageClassName'];
    const from = at(object, path);
    const to = typeof from === 'string' && Object.hasOwn(classes, from) ? classes[from] : undefined;
    if (to === undefined) continue;
    deviations.push({what: 'storage class mapped', of: refOf(object), from: from as Json, to});
    result = edited(result, path, to);
  }
  return {object: result, deviations};
}

function claimPaths(object: KubeObject): readonly (readonly PropertyKey[])[] {
  const templates = object.spec?.['volumeClaimTemplates'];
  return Array.isArray(templates) ? templates.map((_, index) => ['spec', 'volumeClaimTemplates', index, 'spec']) : [];
}
