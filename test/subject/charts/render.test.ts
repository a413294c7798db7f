import test, {type ExecutionContext} from 'ava';
import {symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import type {Chart} from '../../../src/subject/manifests/source.ts';
import {statedAt} from '../../../src/subject/manifests/stated.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {CommandError, type Exec} from '../../../src/system/exec.ts';
import {folderWith, without} from '../folders.ts';

const template = `{{- if .Values.web.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.web.replicas }}
  minReadySeconds: 5
  template:
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
          resources:
            {{- toYaml .Values.web.resources | nindent 12 }}
{{- end }}
`;
const files = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml':
    'image: {name: web, tag: "1"}\nweb:\n  enabled: true\n  replicas: 2\n  resources:\n    limits:\n      memory: 64Mi\n',
  'shop/templates/web.yaml': template,
  'prod.yaml': '# production\nweb:\n  replicas: 4\n',
};
const output = `---
# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: one-web
spec:
  replicas: 4
  minReadySeconds: 5
  template:
    spec:
      containers:
        - name: web
          image: "web:1"
          resources:
            limits:
              memory: 64Mi
---
# Source: shop/charts/db/templates/db.yaml
apiVersion: v1
kind: Service
metadata: {name: db}
`;

async function read(
  t: ExecutionContext,
  exec: Exec,
  change: (folder: string) => Promise<void> | void = () => undefined,
) {
  const folder = await folderWith(t, files);
  await change(folder);
  const chart: Chart = {
    helm: join(folder, 'shop'),
    values: [join(folder, 'prod.yaml')],
    set: {'image.tag': '1', 'web.enabled': true},
    release: 'one',
  };
  const manifests = readManifests([chart], {
    exec,
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('/bin/helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  return {folder, manifests};
}

test('a chart is rendered as Helm would install it, with nothing of the user’s own Helm', async (t) => {
  const asked: {readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>>}[] = [];
  const exec: Exec = async (argv, options) => {
    if (argv.includes('template')) asked.push({argv, env: options?.env ?? {}});
    return Promise.resolve({stdout: output, stderr: '', exitCode: 0, durationMs: 1});
  };
  const {folder, manifests} = await read(t, exec);
  t.deepEqual(
    (await manifests).map(({object}) => `${object.kind} ${object.metadata.name}`),
    ['Deployment one-web', 'Service db'],
  );
  const [{argv, env} = {argv: [], env: {}}] = asked;
  t.deepEqual(argv.slice(argv.indexOf('/bin/helm')), [
    '/bin/helm',
    'template',
    'one',
    join(folder, 'shop'),
    '--namespace',
    'one',
    '--include-crds',
    '--kube-version',
    'v1.34.0',
    '--values',
    join(folder, 'prod.yaml'),
    '--set-json',
    'image.tag="1"',
    '--set-json',
    'web.enabled=true',
  ]);
  t.is(env['HELM_PLUGINS'], '/nonexistent');
  t.is(env['PATH'], '/nonexistent');
});

test('a path points at the value that gives it, else at the only line of the template that has its key', async (t) => {
  const {folder, manifests} = await read(t, async () =>
    Promise.resolve({stdout: output, stderr: '', exitCode: 0, durationMs: 1}),
  );
  const [web, db] = await manifests;
  if (web === undefined || db === undefined) return t.fail('two objects');
  const at = (...path: (string | number)[]): string => {
    const {file, line} = statedAt(web, path);
    return `${without(folder, file)}:${line}`;
  };
  const container = ['spec', 'template', 'spec', 'containers', 0];
  t.is(at('kind'), 'shop/templates/web.yaml:3');
  t.is(at('spec', 'replicas'), 'prod.yaml:3', 'the owner’s own values win');
  t.is(at('spec', 'minReadySeconds'), 'shop/templates/web.yaml:8');
  t.is(at(...container, 'resources', 'limits', 'memory'), 'shop/values.yaml:7');
  t.is(at(...container, 'resources', 'requests'), 'shop/values.yaml:5', 'what is missing there belongs there');
  t.is(at(...container, 'image'), 'shop/templates/web.yaml:13', 'of two values neither is the one');
  t.is(`${without(folder, db.file)}:${db.line}`, 'shop/charts/db/templates/db.yaml:1');
  return undefined;
});

test('what Helm refuses is told in its words, and nothing is fetched for it', async (t) => {
  const refuses =
    (stderr: string): Exec =>
    async (argv) =>
      argv.includes('template')
        ? Promise.reject(new CommandError(argv, {exitCode: 1, stderr, timedOut: false, durationMs: 1}))
        : Promise.resolve({stdout: '', stderr: '', exitCode: 0, durationMs: 1});
  const told = async (stderr: string): Promise<UsageError | undefined> => {
    const {manifests} = await read(t, refuses(stderr));
    return t.throwsAsync(manifests, {instanceOf: UsageError});
  };
  const wrong = await told(
    'Error: template: shop/templates/web.yaml:3:4: executing "x" at <.Values.a.b>: nil pointer\n',
  );
  t.regex(wrong?.message ?? '', /shop: Helm refuses it: template: shop\/templates\/web\.yaml:3:4: executing/);
  const lacking = await told('Error: found in Chart.yaml, but missing in charts/ directory: redis');
  t.regex(lacking?.hint ?? '', /helm dependency build .*shop\. Nothing is fetched here\./);
});

test('a chart with a file outside the root, or a link to a folder, is not given to Helm', async (t) => {
  const exec: Exec = async () => Promise.reject(new Error('nothing was to be run'));
  const outside = await read(t, exec, async (folder) => symlink('/etc/passwd', join(folder, 'shop/templates/x.yaml')));
  await t.throwsAsync(outside.manifests, {message: /leads out of the root/});
  const inside = await read(t, exec, async (folder) => symlink('templates', join(folder, 'shop/more')));
  await t.throwsAsync(inside.manifests, {message: /a link to a folder/});
});

test('rendered text that is no object is told with its template', async (t) => {
  const bad = '---\n# Source: shop/templates/web.yaml\nkind: Deployment\n';
  const {folder, manifests} = await read(t, async () =>
    Promise.resolve({stdout: bad, stderr: '', exitCode: 0, durationMs: 1}),
  );
  const error = await t.throwsAsync(manifests, {instanceOf: UsageError});
  t.regex(
    without(folder, error?.message ?? ''),
    /^shop\/templates\/web\.yaml:1:1: expected a Kubernetes object, got one without apiVersion, metadata\.name$/m,
  );
});
