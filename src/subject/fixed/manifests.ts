import {isSame} from '../../kubernetes/owners.ts';
import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {applied, type Outcome, type Wanted} from './apply.ts';

/** Where an object that no manifest states is said to stand. */
const nowhere = '(fix)';

/**
 * Manifests with fixes made in memory, exactly as a folder of `seatrial fix` would be rendered; each still says where
 * its owner's file states it.
 */
export function fixedManifests(
  manifests: readonly Manifest[],
  all: readonly Wanted[],
): {readonly manifests: readonly Manifest[]; readonly outcomes: readonly Outcome[]} {
  const {objects, outcomes} = applied(
    manifests.map(({object}) => object),
    all,
  );
  const stated = (object: KubeObject): Manifest | undefined =>
    manifests.find((manifest) => isSame(refOf(manifest.object), refOf(object)));
  return {
    outcomes,
    manifests: objects.map((object) => ({...(stated(object) ?? {file: nowhere, line: 1, places: []}), object})),
  };
}
