import {ApiError} from '../../cluster/api/api-error.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {several} from '../../text/units.ts';
import {type Placement, kindKey} from '../adapt/adapt.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {applyGroups} from '../manifests/order.ts';
import {claimOutside} from './namespace.ts';
import {waitForVolumes} from './volumes.ts';
import type {Where} from './where.ts';

/**
 * Applies the objects group by group, after the server has accepted all of them in a dry run; volumes have come before
 * other workloads start. Throws one UsageError with the place of every manifest that it refuses, in its words.
 */
export async function applyAll(
  where: Where,
  {
    objects,
    placement,
    manifests,
  }: {readonly objects: readonly KubeObject[]; readonly placement: Placement; readonly manifests: readonly Manifest[]},
): Promise<{readonly applied: readonly KubeObject[]; readonly deviations: DeployFacts['deviations']}> {
  const {api, signal} = where;
  const deviations: DeployFacts['deviations'][number][] = [];
  const applied: KubeObject[] = [];
  await tryAll(objects, manifests, async (object) => api.apply(object, {dryRun: true}));
  for (const group of applyGroups(objects)) {
    signal.throwIfAborted();
    const claimed: KubeObject[] = [];
    for (const object of group) {
      const isInside = placement.kinds.get(kindKey(object))?.namespaced === true;
      const mine = isInside ? object : await claimOutside(where, object);
      if (mine === undefined)
        deviations.push({what: 'not applied: the cluster has one of that name already', of: refOf(object)});
      else claimed.push(mine);
    }
    applied.push(...(await tryAll(claimed, manifests, async (object) => api.apply(object))));
    await waitForVolumes(where, claimed);
  }
  return {applied, deviations};
}

async function tryAll(
  objects: readonly KubeObject[],
  manifests: readonly Manifest[],
  act: (object: KubeObject) => Promise<KubeObject>,
): Promise<readonly KubeObject[]> {
  const outcomes = await Promise.allSettled(objects.map(act));
  const refused = outcomes.flatMap((outcome, index) => {
    const object = objects[index];
    if (outcome.status === 'fulfilled' || object === undefined) return [];
    const error: unknown = outcome.reason;
    // Anything but a refusal is not about the manifest.
    if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
    return [`${manifestPlace(object, manifests)}: ${object.kind} ${object.metadata.name}: ${error.message}`];
  });
  if (refused.length > 0) {
    throw new UsageError(
      'manifest-refused',
      `The API server refuses ${several(refused.length, 'manifest')}:\n${refused.join('\n')}`,
      {
        hint: 'Correct the manifests.',
      },
    );
  }
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

/** `file:line` of the manifest that states an object. */
function manifestPlace(object: KubeObject, manifests: readonly Manifest[]): string {
  const manifest = manifests.find(
    (it) => it.object.kind === object.kind && it.object.metadata.name === object.metadata.name,
  );
  return manifest === undefined ? 'seatrial' : `${manifest.file}:${manifest.line}`;
}
