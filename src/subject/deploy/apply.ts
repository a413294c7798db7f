import {ApiError} from '../../cluster/api/api-error.ts';
import type {Api} from '../../cluster/cluster.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {several} from '../../text/units.ts';
import {type Placement, kindKey} from '../adapt/adapt.ts';
import {definedKinds} from '../adapt/definitions.ts';
import {stepsOf} from '../manifests/edit.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {inTurns, turnOf} from '../manifests/hooks.ts';
import {applyGroups} from '../manifests/order.ts';
import {statedAt} from '../manifests/stated.ts';
import {waitForKinds} from './definitions.ts';
import {waitForJobs} from './jobs.ts';
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
  const applyGroup = async (group: readonly KubeObject[]): Promise<void> => {
    signal.throwIfAborted();
    const claimed: KubeObject[] = [];
    for (const object of group) {
      const isInside = placement.kinds.get(kindKey(object))?.namespaced === true;
      const mine = isInside ? object : await claimOutside(where, object);
      if (mine === undefined)
        deviations.push({what: 'not applied: the cluster has one of that name already', of: refOf(object)});
      else claimed.push(mine);
    }
    applied.push(...(await tryAll(claimed, manifests, async (object) => put(api, object))));
    await waitForVolumes(where, claimed);
  };
  const dryRun = async (object: KubeObject): Promise<KubeObject> => put(api, object, true);
  // What its own definitions add is served only when they are there.
  const own = definedKinds(objects);
  const keys = new Set(own.map(kindKey));
  const isOwn = (object: KubeObject): boolean => keys.has(kindKey(object));
  const isDefinition = ({kind}: KubeObject): boolean => kind === 'CustomResourceDefinition';
  await tryAll(
    objects.filter((object) => !isOwn(object)),
    manifests,
    dryRun,
  );
  await applyGroup(objects.filter(isDefinition));
  await waitForKinds(where, own);
  await tryAll(objects.filter(isOwn), manifests, dryRun);
  const others = objects.filter((object) => !isDefinition(object));
  const runHooks = async (turn: 'before' | 'after'): Promise<void> => {
    for (const hooks of inTurns(others, turn)) {
      for (const group of applyGroups(hooks)) await applyGroup(group);
      await waitForJobs(where, hooks);
    }
  };
  await runHooks('before');
  for (const group of applyGroups(others.filter((object) => turnOf(object) === 'with'))) await applyGroup(group);
  await runHooks('after');
  return {applied, deviations};
}

/**
 * Creates an object as `kubectl create` does: a server-side apply refuses lists that name something twice, which the API
 * takes. One that the cluster makes in every namespace (the account `default`) is changed.
 */
async function put(api: Api, object: KubeObject, dryRun = false): Promise<KubeObject> {
  try {
    return await api.create(object, {dryRun});
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
    return api.apply(object, {dryRun});
  }
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
    // The object is named already.
    const words = error.words.replace(/^[\w.-]+ "[^"]*" is invalid: /, '');
    return [`${placeOf(object, manifests, error.words)}: ${object.kind} ${object.metadata.name}: ${words}`];
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

/** Where the manifest states what the server's words are about: the field that they name, else the object. */
function placeOf(object: KubeObject, manifests: readonly Manifest[], words: string): string {
  const manifest = manifests.find(
    (it) => it.object.kind === object.kind && it.object.metadata.name === object.metadata.name,
  );
  if (manifest === undefined) return 'seatrial';
  const [, unknown, invalid] = /unknown field "([^"]+)"|is invalid: \[?([\w.[\]]+):/.exec(words) ?? [];
  const {file, line, column} = statedAt(manifest, stepsOf(unknown ?? invalid ?? ''));
  return `${file}:${line}:${column}`;
}
