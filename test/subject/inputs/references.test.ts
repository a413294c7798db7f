import test from 'ava';
import {refusal, url} from './refusal.ts';

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
