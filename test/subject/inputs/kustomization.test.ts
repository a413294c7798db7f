import {once} from 'node:events';
import {chmod, symlink, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {ownNetwork} from '../../../src/subject/inputs/own-network.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {exec} from '../../../src/system/exec.ts';
import {folderWith, without} from '../folders.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const noExec = async () => Promise.reject(new Error('kubectl was started'));

async function refusal(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderWith(t, files);
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const error = await t.throwsAsync(
    readManifests([folder], {exec: noExec, kubectl: async () => Promise.resolve('kubectl'), inputs}),
    {
      instanceOf: UsageError,
    },
  );
  return without(folder, error?.message ?? '');
}

/** Entries that kubectl fetches, wherever they stand. */
const remote = [
  'http://127.0.0.1:1/x.yaml',
  'HTTPS://example.com/x.yaml',
  'https://github.com/a/b//c?ref=main',
  'git::https://example.com/a/b',
  'git::/srv/repo',
  'git@github.com:a/b',
  'ssh://git@example.com/a/b',
  'file:///srv/repo',
  'gh:a/b',
  'github.com/a/b',
  'GitHub.com/a/b?ref=v1',
  'org-1@github.example:a/b',
  'example.com/a/b',
  'gitlab.com/a/b.git',
  'bitbucket.org/a/b',
  'dev.azure.com/a/_git/b',
  'a/b?ref=main',
];

for (const entry of remote) {
  test(`refused before kubectl is started: ${entry}`, async (t) => {
    t.is(
      await refusal(t, {'kustomization.yaml': `resources:\n  - ${JSON.stringify(entry)}\n`}),
      `kustomization.yaml:2:5: expected a file or folder of the subject, got ${entry}, which kubectl would fetch`,
    );
  });
}

const url = 'https://example.com/x.yaml';

/** Every place of a kustomization that names files. */
const fields: Readonly<Record<string, string>> = {
  bases: `bases: [${url}]`,
  components: `components: [${url}]`,
  crds: `crds: [${url}]`,
  configurations: `configurations: [${url}]`,
  generators: `generators: [${url}]`,
  transformers: `transformers: [${url}]`,
  validators: `validators: [${url}]`,
  openapi: `openapi: {path: ${url}}`,
  'a strategic patch': `patchesStrategicMerge: [${url}]`,
  'a JSON patch': `patchesJson6902: [{target: {kind: A, name: b, version: v1}, path: ${url}}]`,
  'a patch': `patches: [{path: ${url}}]`,
  'a replacement': `replacements: [{path: ${url}}]`,
  'files of a generator': `configMapGenerator: [{name: a, files: [${url}]}]`,
  'a file of a generator under a key': `configMapGenerator: [{name: a, files: ['key=${url}']}]`,
  'variables of a generator': `secretGenerator: [{name: a, envs: [${url}]}]`,
  'variables of a generator, the old way': `secretGenerator: [{name: a, env: ${url}}]`,
  'a key in another case': `Resources: [${url}]`,
  'a key in letters that fold': `re\u017Fources: [${url}]`,
  'a transformer that stands in it': `transformers:\n  - |\n    kind: PatchTransformer\n    path: ${url}\n`,
};

for (const [title, text] of Object.entries(fields)) {
  test(`refused in ${title}`, async (t) => {
    t.regex(
      await refusal(t, {'kustomization.yaml': text}),
      /^kustomization\.yaml:\d+:\d+: expected .*, got https:\/\/example\.com\/x\.yaml, which kubectl would fetch$/,
    );
  });
}

const nested: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a base': {
    'kustomization.yaml': 'resources: [base]',
    'base/kustomization.yml': 'resources: [deeper]',
    'base/deeper/Kustomization': `resources: [${url}]`,
  },
  'a transformer in a file': {
    'kustomization.yaml': 'transformers: [t.yaml]',
    't.yaml': `kind: PatchTransformer\npath: ${url}\n`,
  },
  'a transformer in a folder': {
    'kustomization.yaml': 'resources: [t]\ntransformers: [t]',
    't/kustomization.yaml': 'resources: [t.yaml]',
    't/t.yaml': `kind: PatchTransformer\npath: ${url}\n`,
  },
};

for (const [title, files] of Object.entries(nested)) {
  test(`refused in ${title} below`, async (t) => {
    t.regex(await refusal(t, files), /https:\/\/example\.com\/x\.yaml, which kubectl would fetch$/);
  });
}

test('a folder that is really called like a host is read, one called like a forge is not', async (t) => {
  const files = {'example.com/a/kustomization.yaml': 'resources: [a.yaml]', 'example.com/a/a.yaml': configMap};
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [example.com/a]', ...files});
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const answers = async () => Promise.resolve({stdout: configMap, stderr: '', exitCode: 0, durationMs: 1});
  t.is(
    (await readManifests([folder], {exec: answers, kubectl: async () => Promise.resolve('kubectl'), inputs})).length,
    1,
  );
  t.regex(
    await refusal(t, {'kustomization.yaml': 'resources: [github.com/a]', 'github.com/a/kustomization.yaml': ''}),
    /which kubectl would fetch$/,
  );
});

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
  'merge keys': [
    'x: &x {resources: [a]}\n<<: *x',
    /^kustomization\.yaml:2:5: expected a kustomization without merge keys, got "<<"$/m,
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

test('refused: a kustomization in UTF-16, which only kubectl reads', async (t) => {
  const folder = await folderWith(t, {'a.yaml': configMap});
  await writeFile(join(folder, 'kustomization.yaml'), Buffer.from(`\uFEFFresources: [${url}]\n`, 'utf16le'));
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(
    readManifests([folder], {exec: noExec, kubectl: async () => Promise.resolve('kubectl'), inputs}),
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
    readManifests([folder], {exec: noExec, kubectl: async () => Promise.resolve('kubectl'), inputs}),
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

for (const [title, [text, says]] of Object.entries(broken)) {
  test(`refused: a kustomization with ${title}`, async (t) => {
    t.regex(await refusal(t, {'kustomization.yaml': text}), says);
  });
}

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
    readManifests([folder], {exec: noExec, kubectl: async () => Promise.resolve('kubectl'), inputs}),
    {
      message: /which kubectl would fetch$/,
    },
  );
});

/**
 * A program in kubectl's place that fetches what it is told to, over a real connection, and prints an object that says
 * in which environment it ran.
 */
async function fetching(t: ExecutionContext, address: string): Promise<string> {
  const folder = await folderWith(t, {'kubectl.mjs': `await fetch(${JSON.stringify(address)});`});
  const file = join(folder, 'kubectl');
  const printed =
    'printf \'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {path: "%s", proxy: "%s", git: "%s"}\\n\' "$PATH" "$HTTPS_PROXY" "$GIT_ALLOW_PROTOCOL"';
  await writeFile(file, `#!/bin/sh\n${process.execPath} ${join(folder, 'kubectl.mjs')}\n${printed}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A server on this machine, and the paths that it was asked for so far. */
async function serving(t: ExecutionContext): Promise<{readonly seen: readonly string[]; readonly origin: string}> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end(configMap);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return {seen, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

test('a server that a kustomization names sees no request; with the flag it is told first, and does', async (t) => {
  const {seen, origin} = await serving(t);
  const address = `${origin}/x.yaml`;
  const folder = await folderWith(t, {'kustomization.yaml': `resources: ["${address}"]`});
  const [inputs, kubectl] = [await openInputs(join(folder, 'seatrial.yaml')), await fetching(t, address)];
  const error = await t.throwsAsync(
    readManifests([folder], {exec, kubectl: async () => Promise.resolve(kubectl), inputs}),
    {
      instanceOf: UsageError,
      code: 'remote-base',
    },
  );
  t.regex((error as UsageError).hint ?? '', /^Nothing was fetched\. .*--remote-bases/);
  t.deepEqual(seen, []);
  const told: string[] = [];
  const onFetch = (entry: string): void => void told.push(`${entry} after ${seen.length} requests`);
  t.is(
    (
      await readManifests([folder], {
        exec,
        kubectl: async () => Promise.resolve(kubectl),
        inputs,
        remoteBases: {onFetch},
      })
    ).length,
    1,
  );
  t.regex(told.join(), /^http:\/\/127\.0\.0\.1:\d+\/x\.yaml \(.*kustomization\.yaml:1:13\) after 0 requests$/);
  t.deepEqual(seen, ['/x.yaml']);
});

test('kubectl reaches not even this machine, should it fetch what was not seen', async (t) => {
  if ((await ownNetwork(exec)).length === 0) {
    t.log('No network of its own can be had here.');
    t.pass();
    return;
  }
  const {seen, origin} = await serving(t);
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': configMap});
  const kubectl = await fetching(t, `${origin}/unseen`);
  const reading = {
    exec,
    kubectl: async () => Promise.resolve(kubectl),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  };
  await readManifests([folder], reading);
  t.deepEqual(seen, []);
  await readManifests([folder], {...reading, remoteBases: {onFetch: () => undefined}});
  t.deepEqual(seen, ['/unseen']);
});

test('kubectl runs where it reaches nothing: no git, no protocol, a proxy that nobody is', async (t) => {
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': configMap});
  const kubectl = await fetching(t, 'data:,nothing');
  const [manifest] = await readManifests([folder], {
    exec,
    kubectl: async () => Promise.resolve(kubectl),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  t.deepEqual(manifest?.object['data'], {path: '/nonexistent', proxy: 'http://127.0.0.1:1', git: 'none'});
});
