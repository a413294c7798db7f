import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {edited} from '../manifests/edit.ts';
import {at} from '../manifests/places.ts';
import type {Path} from '../profile/yaml-source.ts';
import type {Adapted} from './pods.ts';

type Deviation = DeployFacts['deviations'][number];

/** What the API server writes into every object; a manifest has it when it was exported from a cluster. */
const serversOwn: readonly Path[] = [
  ['metadata', 'creationTimestamp'],
  ['metadata', 'generation'],
  ['metadata', 'managedFields'],
  ['metadata', 'ownerReferences'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'selfLink'],
  ['metadata', 'uid'],
  ['status'],
];
/** Addresses that another cluster gave a Service; one without an address stays so. */
const addresses: readonly Path[] = [
  ['spec', 'clusterIP'],
  ['spec', 'clusterIPs'],
];

/** An object without what only another cluster can have put into it, and with the name that was made up for it. */
export function asWritten(object: KubeObject): Adapted {
  const of = refOf(object);
  const foreign = [
    ...serversOwn.filter((path) => at(object, path) !== undefined),
    ...(object.kind === 'Service' ? addresses.filter((path) => isAddress(at(object, path))) : []),
  ];
  const told = foreign.filter((path) => isSaid(at(object, path))).map((path) => path.join('.'));
  const {generateName, name} = object.metadata;
  return {
    object: foreign.reduce((before, path) => edited(before, path, undefined), object),
    deviations: [
      ...(told.length === 0 ? [] : [{what: `left out, for another cluster wrote it: ${told.join(', ')}`, of}]),
      ...(generateName === undefined
        ? []
        : [{what: 'name made up, as the API server would', of, from: generateName, to: name}]),
    ],
  };
}

function isAddress(value: unknown): boolean {
  return [value].flat().some((it) => typeof it === 'string' && it !== 'None' && it !== '');
}

/** Generators write `creationTimestamp: null` and `status: {}`, which say nothing. */
function isSaid(value: unknown): boolean {
  return value !== null && JSON.stringify(value) !== '{}';
}

/** Without the objects that another object of the subject makes by itself: a Deployment its ReplicaSets and pods. */
export function withoutOwned(objects: readonly KubeObject[], deviations: Deviation[]): readonly KubeObject[] {
  const isStated = (kind: unknown, name: unknown): boolean =>
    objects.some((it) => it.kind === kind && it.metadata.name === name);
  return objects.filter((object) => {
    const owner = (object.metadata.ownerReferences ?? []).find((it) => isStated(it.kind, it.name));
    if (owner === undefined) return true;
    deviations.push({what: `left out: ${owner.kind} ${owner.name} makes it`, of: refOf(object)});
    return false;
  });
}
