import test from 'ava';
import {parse} from 'yaml';
import type {Change} from '../../../src/kubernetes/patches/changes.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {applied, type Wanted} from '../../../src/subject/fixed/apply.ts';
import {folderFiles} from '../../../src/subject/fixed/folder.ts';
import {operationsBetween} from '../../../src/subject/fixed/operations.ts';

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {
    replicas: 1,
    selector: {matchLabels: {app: 'web'}},
    template: {
      metadata: {labels: {app: 'web', tier: '2'}},
      spec: {containers: [{name: 'log'}, {name: 'app', livenessProbe: {tcpSocket: {port: 80}}}]},
    },
  },
};
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {name: 'key'},
  stringData: {password: 'hunter2-hunter2'},
};
const of = {kind: 'Deployment', name: 'web'};
const replicas = (number: number): Change => ({of, patch: {spec: {replicas: number}}});
const liveness: Change = {
  of,
  patch: {
    spec: {
      template: {
        spec: {containers: [{name: 'app', livenessProbe: {tcpSocket: null, httpGet: {path: '/a', port: 80}}}]},
      },
    },
  },
};
const budget: Change = {
  of: {kind: 'PodDisruptionBudget', name: 'web'},
  created: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {name: 'web'},
    spec: {maxUnavailable: 1, selector: {matchLabels: {app: 'web', tier: '2'}}},
  },
};
const wants = (name: string, ...changes: readonly Change[]): Wanted => ({name, why: `${name} failed`, changes});

test('changes become operations on what is there by then; containers stay in their places', (t) => {
  const {outcomes} = applied([web], [wants('a', replicas(3)), wants('b', liveness)]);
  t.deepEqual(
    outcomes.flatMap(({steps}) => steps.map((step) => ('operations' in step ? step.operations : step.is))),
    [
      [{op: 'replace', path: '/spec/replicas', value: 3}],
      [
        {op: 'remove', path: '/spec/template/spec/containers/1/livenessProbe/tcpSocket'},
        {op: 'add', path: '/spec/template/spec/containers/1/livenessProbe/httpGet', value: {path: '/a', port: 80}},
      ],
    ],
  );
});

test('what another one did, what was so before, what would undo another and what cannot be done is left, and says why', (t) => {
  const gone = wants('gone', {of: {kind: 'Deployment', name: 'other'}, patch: {spec: {replicas: 2}}});
  const all = [
    wants('a', replicas(3)),
    wants('again', replicas(3)),
    wants('so', replicas(1)),
    wants('less', replicas(2)),
    gone,
  ];
  const {outcomes, objects} = applied([web], all);
  t.deepEqual(
    outcomes.map(({left}) => left),
    [
      undefined,
      'another fix does the same',
      'it would change what a changes',
      'it would change what a changes',
      'the manifests are no more what was tried',
    ],
  );
  t.is(objects[0]?.spec?.['replicas'], 3);
  t.is(applied([web], [wants('so', replicas(1))]).outcomes[0]?.left, 'the manifests say so already');
});

test('operations: keys with slashes and tildes, lists of one length by item, others whole', (t) => {
  t.deepEqual(operationsBetween({'a/b~c': 1, d: [1, {e: 1}], f: [1]}, {'a/b~c': 2, d: [1, {e: 2}], f: [1, 2]}), [
    {op: 'replace', path: '/a~1b~0c', value: 2},
    {op: 'replace', path: '/d/1/e', value: 2},
    {op: 'replace', path: '/f', value: [1, 2]},
  ]);
});

test('the folder holds objects, patches, a kustomization and a profile, and of Secrets where they stand', (t) => {
  const {outcomes} = applied(
    [web, secret],
    [wants('spread of Deployment/web', replicas(2)), wants('pdb-valid of Deployment/web', budget)],
  );
  const files = folderFiles({
    title: 'Of a report',
    objects: [web, secret],
    placeOf: () => 'k8s/key.yaml:1',
    outcomes,
    base: '../seatrial.yaml',
    secretsFrom: ['../k8s'],
  });
  t.deepEqual(
    [...files.keys()],
    [
      'objects/deployment-web.yaml',
      'patches/01-spread-deployment-web.yaml',
      'objects/02-pdb-valid-poddisruptionbudget-web.yaml',
      'kustomization.yaml',
      'seatrial.yaml',
    ],
  );
  for (const text of files.values()) t.false(text.includes('hunter2'));
  t.deepEqual(parse(files.get('seatrial.yaml') ?? ''), {
    base: '../seatrial.yaml',
    manifests: ['.'],
    secretsFrom: ['../k8s'],
  });
  t.regex(
    files.get('kustomization.yaml') ?? '',
    /^# Of a report\n# Secret\/key is not copied: k8s\/key\.yaml:1 states it\.\n/,
  );
  t.regex(
    files.get('patches/01-spread-deployment-web.yaml') ?? '',
    /^# spread of Deployment\/web:\n# .* failed\n- op: replace\n/,
  );
  const made = parse(files.get('objects/02-pdb-valid-poddisruptionbudget-web.yaml') ?? '', {
    version: '1.1',
  }) as KubeObject;
  t.like(made.metadata, {name: 'web', namespace: 'shop'}, 'in the namespace of its workload');
  t.deepEqual(made.spec, (budget as {readonly created: KubeObject}).created.spec);
});

test('names of objects that are no file names, and those of several, get files of their own', (t) => {
  const role = (name: string): KubeObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: {name},
  });
  const files = folderFiles({
    title: 'a\nb: c',
    objects: [role('system:../x'), role('system-..-x')],
    placeOf: () => '',
    outcomes: [],
    base: '../seatrial.yaml',
    secretsFrom: [],
  });
  t.deepEqual([...files.keys()].slice(0, 2), ['objects/role-system-..-x.yaml', 'objects/role-system-..-x-2.yaml']);
  t.regex(files.get('seatrial.yaml') ?? '', /^# a b: c\nbase: /);
});
