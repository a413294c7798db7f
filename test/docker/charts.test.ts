import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {helmPart} from '../../src/setup/parts/helm.ts';
import {benchHere} from '../../src/setup/bench.ts';
import {setUpOn} from '../../src/setup/set-up.ts';
import {openInputs} from '../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../src/subject/manifests/manifests.ts';
import type {Chart} from '../../src/subject/manifests/source.ts';
import {statedAt} from '../../src/subject/manifests/stated.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {UsageError} from '../../src/system/errors.ts';
import {exec} from '../../src/system/exec.ts';
import {folderWith, without} from '../subject/folders.ts';

/** The real Helm: the one on the PATH, else the one that set-up compiles. */
const helm = (async (): Promise<string> => {
  const bench = benchHere({exec, clock});
  if ((await helmPart.find(bench)) === undefined)
    await setUpOn(bench, [helmPart], {agreed: async () => Promise.resolve()});
  return (await helmPart.find(bench)) ?? 'helm';
})();

const files: Readonly<Record<string, string>> = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'image:\n  name: web\n  tag: "1"\nreplicas: 2\nadmin: false\n',
  'shop/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
`,
  'shop/templates/key.yaml': `apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {key: {{ randAlphaNum 20 | quote }}}
`,
  'shop/templates/migrate.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: pre-install}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: web:1}]}}}
`,
  'prod.yaml': 'replicas: 5\n',
};

interface Row {
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly chart?: Partial<Chart>;
  readonly says: RegExp;
}

const template = (text: string): NonNullable<Row['files']> => ({'shop/templates/web.yaml': text});

const bad: Readonly<Record<string, Row>> = {
  'no Chart.yaml': {
    files: {'shop/Chart.yaml': undefined},
    says: /shop: Helm refuses it: .*Chart\.yaml file is missing/,
  },
  'a Chart.yaml without a name': {
    files: {'shop/Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n'},
    says: /chart\.metadata\.name is required/,
  },
  'a Chart.yaml without a version': {
    files: {'shop/Chart.yaml': 'apiVersion: v2\nname: shop\n'},
    says: /version is required/,
  },
  'a version that is none': {
    files: {'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: one\n'},
    says: /version "one" is invalid/,
  },
  'a library': {
    files: {'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\ntype: library\n'},
    says: /library/,
  },
  'a Kubernetes of tomorrow': {
    files: {'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: ">=1.99.0"\n'},
    says: /requires kubeVersion: >=1\.99\.0/,
  },
  'a dependency that was not fetched': {
    files: {
      'shop/Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0, repository: "https://charts.example.com"}]\n',
    },
    says: /missing in charts\/ directory: db\n.*helm dependency build shop/,
  },
  'a template that is cut off': {files: template('kind: {{ .Values.a'), says: /parse error|unclosed action/},
  'a function that nobody has': {
    files: template('kind: {{ upperCase .Values.a }}'),
    says: /function "upperCase" not defined/,
  },
  'a value of nothing': {files: template('kind: {{ .Values.web.kind }}'), says: /nil pointer evaluating interface/},
  'a value that is required': {
    files: template('kind: {{ required "name the kind" .Values.kind }}'),
    says: /name the kind/,
  },
  'a chart that says no': {files: template('{{ fail "not for you" }}'), says: /not for you/},
  'a template that is not there': {files: template('{{ include "shop.labels" . }}'), says: /shop\.labels/},
  'values that are no YAML': {files: {'prod.yaml': 'a: ['}, chart: {values: ['prod.yaml']}, says: /prod\.yaml/},
  'values that are a list': {files: {'prod.yaml': '- a\n'}, chart: {values: ['prod.yaml']}, says: /prod\.yaml/},
  'values against their schema': {
    files: {'shop/values.schema.json': '{"type": "object", "properties": {"replicas": {"type": "string"}}}'},
    says: /replicas/,
  },
  'a value below one that is none': {
    chart: {set: {'replicas.most': 5}},
    says: /shop\/values\.yaml:4:1: expected spec\.replicas to be a number, got "map\[most:5\]"/,
  },
  'what is rendered is no YAML': {files: template('a: b: c'), says: /shop\/templates\/web\.yaml/},
  'what is rendered is no object': {
    files: template('hello: true'),
    says: /shop\/templates\/web\.yaml:1:1: expected a Kubernetes object, got one without apiVersion, kind/,
  },
  'what is rendered has no name': {
    files: template('apiVersion: v1\nkind: Secret\n'),
    says: /got one without metadata\.name/,
  },
  'nothing is rendered': {
    files: {
      'shop/templates/web.yaml': '{{- if .Values.admin }}\na: b\n{{- end }}',
      'shop/templates/key.yaml': undefined,
      'shop/templates/migrate.yaml': undefined,
    },
    says: /No Kubernetes object in shop/,
  },
  'a text where a number belongs': {
    chart: {set: {replicas: 'many'}},
    says: /shop\/\S+: expected spec\.replicas to be a number, got "many"/,
  },
  'a packed chart that is none': {
    files: {'shop.tgz': 'hello'},
    chart: {helm: 'shop.tgz'},
    says: /shop\.tgz: Helm refuses it/,
  },
};

async function read(t: ExecutionContext, {files: changes = {}, chart = {}}: Omit<Row, 'says'>) {
  const all = Object.entries({...files, ...changes}).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text]],
  );
  const folder = await folderWith(t, Object.fromEntries(all));
  const {helm: path = 'shop', values = [], set = {}} = chart;
  const source = {helm: join(folder, path), values: values.map((file) => join(folder, file)), set, release: 'one'};
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const before = await readdir(folder, {recursive: true});
  const outcome = await readManifests([source], {
    exec,
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => helm,
    inputs,
  }).catch((error: unknown) => error);
  t.deepEqual(await readdir(folder, {recursive: true}), before);
  return {folder, outcome};
}

test('a chart is rendered as Helm installs it, with the value or the template of each field', async (t) => {
  const {folder, outcome} = await read(t, {chart: {values: ['prod.yaml'], set: {'image.tag': '2'}}});
  t.true(Array.isArray(outcome), String(outcome));
  const manifests = outcome as Awaited<ReturnType<typeof readManifests>>;
  t.deepEqual(manifests.map(({object}) => `${object.kind} ${object.metadata.name}`).toSorted(), [
    'Deployment one-web',
    'Job migrate',
    'Secret key',
  ]);
  const web = manifests.find(({object}) => object.kind === 'Deployment');
  t.is(web?.object.spec?.['replicas'], 5);
  t.true(JSON.stringify(web?.object).includes('web:2'));
  if (web === undefined) return;
  const {file, line} = statedAt(web, ['spec', 'replicas']);
  t.is(`${without(folder, file)}:${line}`, 'prod.yaml:1');
});

for (const [title, {says, ...row}] of Object.entries(bad)) {
  test(`a chart with ${title}`, async (t) => {
    const {folder, outcome} = await read(t, row);
    t.true(outcome instanceof UsageError, String(outcome));
    const {message, hint = ''} = outcome as UsageError;
    const told = without(folder, `${message}\n${hint}`);
    t.regex(told, says);
    t.notRegex(told, /\n\s+at |\[object Object\]/);
    t.notRegex(told.replaceAll('\n', ''), /\p{Cc}|\p{Cf}/u);
  });
}
