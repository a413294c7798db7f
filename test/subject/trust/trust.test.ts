import {globSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {pathsOf} from '../../../src/subject/manifests/source.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {at} from '../../../src/subject/manifests/places.ts';
import {statementsOfKustomization} from '../../../src/subject/manifests/statements.ts';
import {beyondBaseline, trustedWith} from '../../../src/subject/trust/trust.ts';
import {folderWith, without} from '../folders.ts';
import {harmless} from '../harmless-manifests.ts';
import {hostile} from '../hostile-manifests.ts';

const noExec = async () => Promise.reject(new Error('nothing was to be run'));

/** The inputs of a profile in the folder. */
const inputsOf = async (folder: string) => openInputs(join(folder, 'seatrial.yaml'));

/**
 * `2:3 the network of its node` for each line that ends in `# <- the network of its node`: where its first word begins.
 */
function marked(text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const asks = line.split('# <- ').slice(1);
    return asks.map((ask) => `${index + 1}:${line.search(/[^ -]/) + 1} ${ask.trim()}`);
  });
}

for (const [title, text] of Object.entries(hostile)) {
  test(`needs trust: ${title}`, async (t) => {
    const folder = await folderWith(t, {'x.yaml': text});
    const found = beyondBaseline(
      await readManifests([join(folder, 'x.yaml')], {
        exec: noExec,
        kubectl: async () => Promise.resolve(''),
        helm: async () => Promise.resolve('helm'),
        inputs: await inputsOf(folder),
      }),
    );
    t.deepEqual(
      found.map(({line, column, asks}) => `${line}:${column} ${asks}`),
      marked(text),
    );
    t.true(found.length > 0);
  });
}

for (const [title, text] of Object.entries(harmless)) {
  test(`needs none: ${title}`, async (t) => {
    const folder = await folderWith(t, {'x.yaml': text});
    t.deepEqual(
      beyondBaseline(
        await readManifests([join(folder, 'x.yaml')], {
          exec: noExec,
          kubectl: async () => Promise.resolve(''),
          helm: async () => Promise.resolve('helm'),
          inputs: await inputsOf(folder),
        }),
      ),
      [],
    );
  });
}

test('all of it stands in one error, one line each by place, and no text of a stranger reaches the terminal as it is', async (t) => {
  const pod = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  hostPID: true\n  hostNetwork: true\n  containers: [{name: a, image: a}]\n`;
  const folder = await folderWith(t, {'b.yaml': pod('"\\e[2J\\n::error x"'), 'a.yaml': pod('one')});
  const found = beyondBaseline(
    await readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve(''),
      helm: async () => Promise.resolve('helm'),
      inputs: await inputsOf(folder),
    }),
  );
  const error = t.throws(() => trustedWith(found, {isGiven: false, isOwn: false}), {
    instanceOf: UsageError,
    code: 'subject-untrusted',
  });
  t.deepEqual(without(folder, error?.message ?? '').split('\n'), [
    'The manifests ask for 4 things that a subject gets only with your trust:',
    'a.yaml:5:3: Pod one: spec.hostPID: the processes of its node',
    'a.yaml:6:3: Pod one: spec.hostNetwork: the network of its node',
    'b.yaml:5:3: Pod \\u{1b}[2J\\u{a}::error x: spec.hostPID: the processes of its node',
    'b.yaml:6:3: Pod \\u{1b}[2J\\u{a}::error x: spec.hostNetwork: the network of its node',
  ]);
  t.is(error?.hint, 'Read them; if you trust this subject as you trust root on this machine, add --trust-subject.');
  t.is(trustedWith(found, {isGiven: true, isOwn: false}), found);
  t.is(trustedWith(found, {isGiven: false, isOwn: true}), found);
});

test('a subject of this package that needs no trust gets none; one that is trusted with nothing is trusted all the same', (t) => {
  t.is(trustedWith([], {isGiven: false, isOwn: true}), undefined);
  t.is(trustedWith([], {isGiven: false, isOwn: false}), undefined);
  t.deepEqual(trustedWith([], {isGiven: true, isOwn: false}), []);
});

test('a patch of a kustomization is where it is stated', async (t) => {
  const plain =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: a, image: a}]\n';
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      hostNetwork: true\n';
  const folder = await folderWith(t, {
    'web.yaml': plain,
    'patch.yaml': patch,
    'kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: patch.yaml}]\n',
  });
  const merged = plain.replace('      containers', '      hostNetwork: true\n      containers');
  const answers = async () => Promise.resolve({stdout: merged, stderr: '', exitCode: 0, durationMs: 1});
  const found = beyondBaseline(
    await readManifests([folder], {
      exec: answers,
      kubectl: async () => Promise.resolve(''),
      helm: async () => Promise.resolve('helm'),
      inputs: await inputsOf(folder),
    }),
  );
  t.deepEqual(
    found.map(({file, line, column, path}) => `${without(folder, file)}:${line}:${column} ${path}`),
    ['patch.yaml:7:7 spec.template.spec.hostNetwork'],
  );
});

for (const subject of globSync('demo/{*,twins/*,*/twins/*}/seatrial.yaml').map(dirname)) {
  test(`${subject} needs no trust: what it states, and what it patches`, async (t) => {
    const inputs = await openInputs(`${subject}/seatrial.yaml`);
    const {manifests} = await loadProfile(`${subject}/seatrial.yaml`, inputs);
    const folder = manifests.flatMap(pathsOf)[0] ?? '';
    const stated = await statementsOfKustomization(resolve(folder, 'kustomization.yaml'), inputs);
    t.true(stated.length > 0);
    const objects = stated.map(({source, root, form, file}) => {
      // An operation sets a value, which is looked at wherever it goes.
      const content =
        form === 'operations' ? {apiVersion: 'v1', kind: 'Patch', spec: source.content} : at(source.content, root);
      return {object: {metadata: {name: ''}, ...(content as object)} as KubeObject, file, line: 1, places: []};
    });
    t.deepEqual(beyondBaseline(objects.filter(({object}) => object.kind !== 'Patch')), []);
    for (const {object} of objects.filter(({object: {kind}}) => kind === 'Patch'))
      t.notRegex(
        JSON.stringify(object),
        /privileged|hostPath|hostNetwork|hostPID|hostIPC|hostPort|capabilities|securityContext/,
      );
  });
}
