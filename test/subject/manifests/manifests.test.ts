import {join} from 'node:path';
import test from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {positionsOf, readManifests, readSubject} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {CommandError} from '../../../src/system/exec.ts';
import type {Exec} from '../../../src/system/exec.ts';
import {folderWith, without} from '../folders.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.com/owner: me
spec:
  template:
    spec:
      containers:
        - name: log
          image: log:1
        - name: app
          image: app:1
          resources:
            limits:
              memory: 64Mi
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';

const noExec: Exec = async () => Promise.reject(new Error('nothing was to be run'));
const answers =
  (stdout: string): Exec =>
  async (argv) => {
    if (argv[1] !== 'kustomize') throw new Error(`unexpected ${argv.join(' ')}`);
    return Promise.resolve({stdout, stderr: '', exitCode: 0, durationMs: 1});
  };

const read = async (path: string, folder: string) =>
  readManifests([path], {
    exec: noExec,
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });

test('files and folders are read in order, the profile and other files left out', async (t) => {
  const folder = await folderWith(t, {
    'k8s/b.yaml': service,
    'k8s/a/web.yml': `# first\n---\n${deployment}`,
    'k8s/seatrial.yaml': 'name: x',
    'k8s/notes.txt': 'x',
    'one.yaml':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: one}\n---\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: two}\n',
  });
  const manifests = await readManifests([join(folder, 'k8s'), join(folder, 'one.yaml')], {
    exec: noExec,
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  t.deepEqual(
    manifests.map((it) => `${it.object.kind}/${it.object.metadata.name} ${without(folder, it.file)}:${it.line}`),
    ['Deployment/web k8s/a/web.yml:3', 'Service/web k8s/b.yaml:1', 'Secret/one one.yaml:1', 'Secret/two one.yaml:6'],
  );
});

test('of what a subject reads its Secrets from nothing else is taken, and none that it states itself', async (t) => {
  const secret = (name: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n`;
  const folder = await folderWith(t, {
    'own/web.yaml': `${deployment}---\n${secret('one')}`,
    'theirs/all.yaml': `${service}---\n${secret('one')}---\n${secret('two')}`,
  });
  const manifests = await readSubject(
    {manifests: [join(folder, 'own')], provide: [], secretsFrom: [join(folder, 'theirs')]},
    {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    },
  );
  t.deepEqual(
    manifests.map(({object, file}) => `${object.metadata.name} ${without(folder, file)}`),
    ['web own/web.yaml', 'one own/web.yaml', 'two theirs/all.yaml'],
  );
});

test('what is provided counts where the manifests do not state it themselves', async (t) => {
  const map = (name: string, value: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: ${value}}\n`;
  const folder = await folderWith(t, {
    'own/web.yaml': `${deployment}---\n${map('one', 'own')}`,
    'lent.yaml': `${map('one', 'lent')}---\n${map('two', 'lent')}`,
  });
  const manifests = await readSubject(
    {manifests: [join(folder, 'own')], provide: [join(folder, 'lent.yaml')], secretsFrom: []},
    {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    },
  );
  t.deepEqual(
    manifests.map(({object}) => [object.metadata.name, object['data']]),
    [
      ['web', undefined],
      ['one', {a: 'own'}],
      ['two', {a: 'lent'}],
    ],
  );
});

test('every path of an object has its line', async (t) => {
  const folder = await folderWith(t, {'web.yaml': deployment});
  const positions = positionsOf(
    await readManifests([join(folder, 'web.yaml')], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    }),
  );
  const lineOf = (path: string | undefined) => positions.find((it) => it.path === path)?.line;
  t.is(lineOf(undefined), 1);
  t.is(lineOf('spec.template.spec.containers[1]'), 13);
  t.is(lineOf('spec.template.spec.containers[1].resources.limits.memory'), 17);
  t.is(lineOf('metadata.annotations["example.com/owner"]'), 6);
  t.true(positions.every((it) => it.of.kind === 'Deployment' && it.of.name === 'web'));
});

test('a list is opened', async (t) => {
  const folder = await folderWith(t, {
    'list.yaml':
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: a}\n    spec: {type: ClusterIP}\n',
  });
  const [manifest] = await readManifests([join(folder, 'list.yaml')], {
    exec: noExec,
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  t.like(manifest, {line: 4, object: {kind: 'Service'}});
  t.is(manifest?.places.find((it) => it.path === 'spec.type')?.line, 7);
});

test('lists of every kind are opened, and their items need not say what they are', async (t) => {
  const folder = await folderWith(t, {
    'list.yaml':
      'apiVersion: v1\nkind: ConfigMapList\nitems:\n  - metadata: {name: a}\n    data: {x: z}\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n',
  });
  const manifests = await read(join(folder, 'list.yaml'), folder);
  t.deepEqual(
    manifests.map(({object, line}) => [line, object.apiVersion, object.kind, object.metadata.name]),
    [
      [4, 'v1', 'ConfigMap', 'a'],
      [6, 'v1', 'ConfigMap', 'b'],
    ],
  );
});

test('JSON is read, one file and those of a folder, with tabs too', async (t) => {
  const object = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'web'}, spec: {type: 'ClusterIP'}};
  const folder = await folderWith(t, {
    'k8s/web.json': JSON.stringify(object, undefined, '\t'),
    'other.json': JSON.stringify({...object, metadata: {name: 'other'}}),
  });
  const [web, other] = [
    ...(await read(join(folder, 'k8s'), folder)),
    ...(await read(join(folder, 'other.json'), folder)),
  ];
  t.deepEqual(web?.object, object);
  t.is(web?.places.find((it) => it.path === 'spec.type')?.line, 8);
  t.is(other?.object.metadata.name, 'other');
});

test('a name that would be generated is always the same', async (t) => {
  const job = (image: string) =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: fill-}\nspec: {template: {spec: {containers: [{name: a, image: ${image}}]}}}\n`;
  const folder = await folderWith(t, {'a.yaml': `${job('one')}---\n${job('two')}`});
  const names = async () => (await read(join(folder, 'a.yaml'), folder)).map(({object}) => object.metadata.name);
  const [one, two] = await names();
  t.regex(one ?? '', /^fill-[\da-f]{5}$/);
  t.not(one, two);
  t.deepEqual(await names(), [one, two]);
});

test('values are read as kubectl reads them', async (t) => {
  const folder = await folderWith(t, {
    'a.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: &l {app: web}}\nspec:\n  nodeSelector: {<<: *l}\n  volumes: [{name: k, secret: {defaultMode: 0400}}]\n',
  });
  const [pod] = await read(join(folder, 'a.yaml'), folder);
  t.deepEqual(pod?.object.spec, {
    nodeSelector: {app: 'web'},
    volumes: [{name: 'k', secret: {defaultMode: 256}}],
  });
});

test('a kustomized object points at its resource, and where a patch changes it at the patch', async (t) => {
  const folder = await folderWith(t, {
    'base/web.yaml': deployment,
    'base/kustomization.yaml': 'resources: [web.yaml]',
    'twin/kustomization.yaml': `resources:
  - ../base
patches:
  - path: limits.yaml
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/image
        value: log:2
      - op: remove
        path: /metadata/annotations/example.com~1owner
configMapGenerator:
  - {name: generated}
`,
    'twin/limits.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: app
          resources: null
`,
  });
  const output = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: log, image: 'log:2'}, {name: app, image: 'app:1'}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: generated-x1}
`;
  const manifests = await readManifests([join(folder, 'twin')], {
    exec: answers(output),
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  const [web, generated] = manifests;
  t.is(without(folder, `${web?.file}:${web?.line}`), 'base/web.yaml:1');
  t.is(without(folder, `${generated?.file}:${generated?.line}`), 'twin/kustomization.yaml:1');
  const placeOf = (path: string) => {
    const place = web?.places.find((it) => it.path === path);
    return place === undefined ? undefined : without(folder, `${place.file}:${place.line}`);
  };
  t.is(placeOf('spec.template.spec.containers[0].image'), 'twin/kustomization.yaml:7');
  t.is(placeOf('metadata.annotations["example.com/owner"]'), 'twin/kustomization.yaml:10');
  t.is(placeOf('spec.template.spec.containers[1].resources'), 'twin/limits.yaml:9');
  t.is(placeOf('spec.template.spec.containers[1].image'), 'base/web.yaml:14');
});

test('what kustomize refuses is the user’s error, in its words', async (t) => {
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [gone.yaml]', 'gone.yaml': ''});
  const argv = ['kubectl', 'kustomize'];
  const exec: Exec = async () =>
    Promise.reject(new CommandError(argv, {exitCode: 1, stderr: 'no such gone.yaml', timedOut: false, durationMs: 1}));
  const error = await t.throwsAsync(
    readManifests([folder], {
      exec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    }),
    {
      instanceOf: UsageError,
    },
  );
  t.is(without(folder, error?.message ?? ''), 'kustomization.yaml:1:1: kustomize refuses it: no such gone.yaml');
});

const refused = test.macro(async (t, files: Readonly<Record<string, string>>, ...lines: readonly string[]) => {
  const folder = await folderWith(t, files);
  const error = await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    }),
    {instanceOf: UsageError},
  );
  t.deepEqual(
    without(folder, error?.message ?? '')
      .split('\n')
      .slice(1),
    lines,
  );
});

test(
  'all wrong objects are listed at once',
  refused,
  {'a.yaml': `${service}---\nkind: Service\n`, 'b.yaml': 'a: [1\n', 'c.yaml': '- 1\n'},
  'a.yaml:5:1: expected a Kubernetes object, got one without apiVersion, metadata.name',
  'b.yaml:2:1: expected valid YAML, got: Flow sequence in block collection must be sufficiently indented and end with a ]',
  'c.yaml:1:1: expected a Kubernetes object, got one without apiVersion, kind and metadata.name',
);
test(
  'an object stated twice',
  refused,
  {'a.yaml': service, 'b.yaml': `# again\n${service}`},
  'b.yaml:2:1: expected each object once, got Service web again (first in a.yaml:1)',
);

test(
  'an object in two versions',
  refused,
  {'a.yaml': deployment, 'b.yaml': deployment.replace('apps/v1', 'apps/v1beta2')},
  'b.yaml:1:1: expected each object once, got Deployment web again (first in a.yaml:1)',
);
test(
  'objects of one name in two namespaces',
  refused,
  {
    'a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n',
    'b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: blog}\n',
  },
  'b.yaml:1:1: expected each object once in the one namespace of a trial, got Service web of namespace blog beside that of shop (first in a.yaml:1)',
);

test('a folder without objects is refused', async (t) => {
  const folder = await folderWith(t, {'notes.txt': ''});
  await t.throwsAsync(
    readManifests([folder], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs: await openInputs(join(folder, 'seatrial.yaml')),
    }),
    {
      instanceOf: UsageError,
      message: /No Kubernetes object in/,
    },
  );
});
