import {symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {exec} from '../../../src/system/exec.ts';
import {folderWith, without} from '../folders.ts';
import {configMap, noExec, refusal, url} from './refusal.ts';

const broken: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'a path out of the root': [
    'resources: [../../etc]',
    /^kustomization\.yaml:1:13: expected a file or folder at .*, got (one that leads out of the root|nothing)/m,
  ],
  'a file that is not there': [
    'resources: [gone.yaml]',
    /^kustomization\.yaml:1:13: expected a file or folder at gone\.yaml, got nothing$/m,
  ],
  'a device': ['configMapGenerator: [{name: a, files: [/dev/zero]}]', /got one that leads out of the root/],
  'merge keys that lead to what is not there': [
    'x: &x {resources: [a]}\n<<: *x',
    /^kustomization\.yaml:1:20: expected a file or folder at a, got nothing$/m,
  ],
  'Helm charts': [
    'helmCharts: [{name: a}]',
    /^kustomization\.yaml:1:13: expected no Helm charts, got some: render them to files first$/m,
  ],
  'two documents': ['resources: []\n---\nresources: []', /expected one YAML document, got several$/m],
  'no YAML': ['resources: [', /^kustomization\.yaml:\d+:\d+: expected valid YAML/m],
  'no map': ['- a.yaml', /^kustomization\.yaml:1:1: expected a kustomization, got something else$/m],
  // kubectl's reader ends a line there, and a comment with it.
  'a line that only kubectl ends': [
    `namePrefix: x-\n# c\u2028resources: [${url}]`,
    /^kustomization\.yaml:2:4: expected plain line breaks, got U\+2028$/m,
  ],
  'a paragraph that only kubectl ends': [
    `# \u2029resources: [${url}]`,
    /^kustomization\.yaml:1:3: expected plain line breaks, got U\+2029$/m,
  ],
  'a next line that only kubectl sees': [
    `# \u0085resources: [${url}]`,
    /^kustomization\.yaml:1:3: expected plain line breaks, got U\+0085$/m,
  ],
  'a line that ends as on an old Mac': [
    `# \rresources: [${url}]`,
    /^kustomization\.yaml:1:3: expected plain line breaks, got U\+000D$/m,
  ],
  'bytes that are no UTF-8': ['# \uFFFD', /^kustomization\.yaml:1:3: expected text in UTF-8, got other bytes$/m],
  // kubectl decodes it, and we would look for a file that is called so.
  'a tag': [
    `resources: [!!binary ${btoa(url)}]`,
    /^kustomization\.yaml:1:\d+: expected values without tags, got !!binary$/m,
  ],
  'a tag of a key': [`? !!binary cmVzb3VyY2Vz\n: [${url}]`, /expected values without tags, got !!binary$/m],
};

for (const [title, [text, says]] of Object.entries(broken)) {
  test(`refused: a kustomization with ${title}`, async (t) => {
    t.regex(await refusal(t, {'kustomization.yaml': text}), says);
  });
}

test('refused: a kustomization in UTF-16, which only kubectl reads', async (t) => {
  const folder = await folderWith(t, {'a.yaml': configMap});
  await writeFile(join(folder, 'kustomization.yaml'), Buffer.from(`\uFEFFresources: [${url}]\n`, 'utf16le'));
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      message: /expected text in UTF-8, got other bytes$/,
    },
  );
});

const configured: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, says: RegExp]>> = {
  'a hidden line': [
    {'t.yaml': `kind: PatchTransformer\n# \u2028path: ${url}\n`},
    /^t\.yaml:2:3: expected plain line breaks, got U\+2028$/m,
  ],
  'a tag': [
    {'t.yaml': `kind: PatchTransformer\npath: !!binary ${btoa(url)}\n`},
    /^t\.yaml:2:\d+: expected values without tags, got !!binary$/m,
  ],
  'no YAML': [{'t.yaml': 'kind: [\n'}, /^t\.yaml:\d+:\d+: expected valid YAML/m],
  'a patch that would name more': [
    {
      't.yaml/kustomization.yaml': `resources: [x.yaml]\npatches: [{patch: '[{op: add, path: /path, value: "htt"}]'}]`,
      't.yaml/x.yaml': 'kind: PatchTransformer\n',
    },
    /^t\.yaml\/kustomization\.yaml:2:10: expected nothing but resources where generators and transformers are kept, got patches$/m,
  ],
};

for (const [title, [files, says]] of Object.entries(configured)) {
  test(`refused: a transformer with ${title}`, async (t) => {
    t.regex(await refusal(t, {'kustomization.yaml': 'transformers: [t.yaml]', ...files}), says);
  });
}

test('a pipe that a transformer names is never waited for', async (t) => {
  const folder = await folderWith(t, {
    'kustomization.yaml': 'transformers: [t.yaml]',
    't.yaml': 'kind: PatchTransformer\npath: pipe\n',
  });
  await exec(['mkfifo', join(folder, 'pipe')]);
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const error = await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      instanceOf: UsageError,
    },
  );
  t.regex(without(folder, error?.message ?? ''), /^t\.yaml: expected regular files, got a named pipe at pipe$/m);
});

/** Ten lists of ten aliases each, eight times: a billion values, over which kubectl would sit until it is ended. */
const bomb = [
  'x0: &x0 [1]',
  ...Array.from({length: 8}, (_, level) => `x${level + 1}: &x${level + 1} [${`*x${level},`.repeat(10)}]`),
].join('\n');

for (const [title, files] of Object.entries({
  resource: {'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': `${configMap}${bomb}\n`},
  'strategic patch': {'kustomization.yaml': 'patchesStrategicMerge: [a.yaml]', 'a.yaml': `${configMap}${bomb}\n`},
  patch: {'kustomization.yaml': 'patches: [{path: a.yaml}]', 'a.yaml': `${configMap}${bomb}\n`},
})) {
  test(`aliases that grow are refused before kubectl lays them out: ${title}`, async (t) => {
    t.regex(
      await refusal(t, files),
      /^a\.yaml:\d+:\d+: expected valid YAML, got: aliases that lead nowhere, or grow too large$/m,
    );
  });
}

test('aliases that grow in a patch that stands in the kustomization', async (t) => {
  const text = `patches:\n  - patch: |\n${bomb.replaceAll(/^/gm, '      ')}\n`;
  t.regex(
    await refusal(t, {'kustomization.yaml': text}),
    /^kustomization\.yaml:2:12: expected valid YAML, got: aliases/m,
  );
});

test('a base behind a link is looked at where it really is, as kubectl does', async (t) => {
  const folder = await folderWith(t, {
    'kustomization.yaml': 'resources: [link]',
    'deep/real/kustomization.yaml': 'resources: [../beside]',
    'deep/beside/kustomization.yaml': `resources: [${url}]`,
    'beside/kustomization.yaml': '',
  });
  await symlink('deep/real', join(folder, 'link'));
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      message: /which kubectl would fetch$/,
    },
  );
});
