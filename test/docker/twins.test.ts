import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {benchHere} from '../../src/setup/bench.ts';
import {findKubectl} from '../../src/setup/parts/kubectl.ts';
import {openInputs} from '../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../src/subject/manifests/manifests.ts';
import {isPlain} from '../../src/subject/profile/merge.ts';
import type {Profile} from '../../src/subject/profile/profile.ts';
import {findTwins} from '../../src/subject/profile/twins.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {exec} from '../../src/system/exec.ts';

// No cluster, but the kubectl of the set-up, which renders the kustomizations.
const kubectl = await findKubectl(benchHere({exec, clock}));
/** The folders of twins, and of the manifests that they are copies of. */
const folders = {
  'demo/twins': 'demo/shop/manifests',
  'demo/podinfo/twins': 'demo/podinfo/manifests',
  'demo/zipkin/twins': 'demo/zipkin/manifests',
} as const;

// Declared in one go, as the runner asks: whatever is waited for comes first.
const sets = await Promise.all(
  Object.entries(folders).map(async ([folder, manifests]) => ({
    manifests,
    sound: await objectsIn(manifests),
    twins: await findTwins(folder),
  })),
);

for (const {manifests, sound, twins} of sets) {
  for (const {name, profile} of twins) {
    test(`${name} differs from ${manifests} in one fact`, async (t) => {
      const found = differences(sound, await objectsIn(...profile.manifests));
      t.log(found.join(', '));
      // A field that takes the place of another beside it is one fact too.
      t.is(new Set(found.map(parentOf)).size, 1);
      t.true(
        found.length === 1 ||
          (found.length === 2 && found.some((it) => it.startsWith('+')) && found.some((it) => it.startsWith('-'))),
      );
    });
  }
}

async function objectsIn(...folders: Profile['manifests']): Promise<ReadonlyMap<string, KubeObject>> {
  const manifests = await readManifests(folders, {
    exec,
    kubectl: async () => Promise.resolve(kubectl ?? 'kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs('demo'),
  });
  return new Map(manifests.map(({object}) => [`${object.kind} ${object.metadata.name}`, object]));
}

/** The topmost paths that differ: `+` only in the second, `-` only in the first, `~` another value. */
function differences(before: unknown, after: unknown, path: readonly string[] = []): readonly string[] {
  const said = path.join(' / ');
  if (before === undefined) return [`+ ${said}`];
  if (after === undefined) return [`- ${said}`];
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  if (from === undefined || to === undefined)
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [`~ ${said}`];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((key) =>
    differences(from.get(key), to.get(key), [...path, key]),
  );
}

/** Items of a list go by their names where they have one: kustomize may move them. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value instanceof Map) return value as ReadonlyMap<string, unknown>;
  if (Array.isArray(value))
    return new Map(
      value.map((item: unknown, index) => [
        isPlain(item) && typeof item['name'] === 'string' ? item['name'] : String(index),
        item,
      ]),
    );
  return isPlain(value) ? new Map(Object.entries(value)) : undefined;
}

function parentOf(difference: string): string {
  return difference.slice(2).split(' / ').slice(0, -1).join(' / ');
}
