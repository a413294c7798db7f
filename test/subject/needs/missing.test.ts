import test, {type ExecutionContext} from 'ava';
import {join} from 'node:path';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {refuseMissing} from '../../../src/subject/needs/missing.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';
import {profile} from '../subject.ts';

const pod = (spec: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
${spec}`;
const container = (fields: string): string => pod(`  containers:\n  - name: app\n    image: a:1\n${fields}`);
const data = (kind: string, name: string, keys = 'a: b'): string =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\ndata: {${keys}}\n`;

/** What is said of manifests: nothing where nothing is missing. */
async function said(t: ExecutionContext, text: string): Promise<readonly string[]> {
  const folder = await folderWith(t, {'a.yaml': text});
  const manifests = await readManifests([join(folder, 'a.yaml')], {
    exec: async () => Promise.reject(new Error('nothing was to be run')),
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  try {
    refuseMissing(manifests, profile({}, {storageClasses: {gp3: 'standard'}}));
    return [];
  } catch (error) {
    t.true(error instanceof UsageError);
    const {message, hint} = error as UsageError;
    return [...without(folder, message).split('\n').slice(1), hint ?? ''];
  }
}

const missing: Readonly<Record<string, readonly [string, string]>> = {
  'a variable of a Secret': [
    container('    env:\n    - name: A\n      valueFrom: {secretKeyRef: {name: db, key: password}}\n'),
    'a.yaml:10:52: Pod web: the manifests hold no Secret db',
  ],
  'all variables of a ConfigMap': [
    container('    envFrom:\n    - configMapRef: {name: settings}\n'),
    'a.yaml:9:22: Pod web: the manifests hold no ConfigMap settings',
  ],
  'a key that is not in it': [
    `${container('    env:\n    - name: A\n      valueFrom: {secretKeyRef: {name: db, key: password}}\n')}${data('Secret', 'db')}`,
    'a.yaml:10:42: Pod web: Secret db has no key password (it has a)',
  ],
  'a volume of a Secret': [
    pod('  containers: [{name: app, image: a}]\n  volumes: [{name: v, secret: {secretName: tls}}]\n'),
    'a.yaml:6:32: Pod web: the manifests hold no Secret tls',
  ],
  'a projected ConfigMap': [
    pod(
      '  containers: [{name: app, image: a}]\n  volumes: [{name: v, projected: {sources: [{configMap: {name: c}}]}}]\n',
    ),
    'a.yaml:6:58: Pod web: the manifests hold no ConfigMap c',
  ],
  'a claim': [
    pod('  containers: [{name: app, image: a}]\n  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]\n'),
    'a.yaml:6:46: Pod web: the manifests hold no PersistentVolumeClaim data',
  ],
  'an account': [
    pod('  serviceAccountName: runner\n  containers: [{name: app, image: a}]\n'),
    'a.yaml:5:3: Pod web: the manifests hold no ServiceAccount runner',
  ],
  'a priority': [
    pod('  priorityClassName: high\n  containers: [{name: app, image: a}]\n'),
    'a.yaml:5:3: Pod web: the manifests hold no PriorityClass high',
  ],
  'a storage class': [
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {storageClassName: premium}\n',
    'a.yaml:4:8: PersistentVolumeClaim data: there is no storage class premium here',
  ],
  'what a program that is not here would make': [
    `${container('    envFrom: [{secretRef: {name: db}}]\n')}---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: web-db}\nspec: {target: {name: db}}\n`,
    'a.yaml:8:29: Pod web: the manifests hold no Secret db: ExternalSecret web-db would make it, by a program that is not in this cluster',
  ],
};
for (const [name, [text, line]] of Object.entries(missing)) {
  test(`missing: ${name}`, async (t) => {
    const [first] = await said(t, text);
    t.is(first?.replace(/:\d+: /, ': '), line.replace(/:\d+: /, ': '));
    t.regex(first ?? '', /^a\.yaml:\d+:\d+: /);
  });
}

const there: Readonly<Record<string, string>> = {
  'what is stated': `${container('    envFrom: [{secretRef: {name: db}}]\n')}${data('Secret', 'db')}`,
  'what is optional': container('    envFrom: [{secretRef: {name: db, optional: true}}]\n'),
  'what every namespace has': pod(
    '  serviceAccountName: default\n  priorityClassName: system-node-critical\n  containers: [{name: app, image: a}]\n  volumes: [{name: v, configMap: {name: kube-root-ca.crt}}]\n',
  ),
  'a class that is mapped':
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {storageClassName: gp3}\n',
  'a pull secret': pod('  imagePullSecrets: [{name: registry}]\n  containers: [{name: app, image: a}]\n'),
  'what a program of the subject has the right to make': `${container('    envFrom: [{secretRef: {name: db}}]\n')}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: maker}\nrules: [{apiGroups: [""], resources: [secrets], verbs: [get, create]}]\n`,
};
for (const [name, text] of Object.entries(there))
  test(`not missing: ${name}`, async (t) => t.deepEqual(await said(t, text), []));

test('all that is missing is told at once, each thing once, with what to do', async (t) => {
  const twice = container(
    '    envFrom: [{secretRef: {name: db}}, {secretRef: {name: db}}, {configMapRef: {name: c}}]\n',
  );
  const [one, two, hint, ...rest] = await said(t, twice);
  t.regex(one ?? '', /no Secret db \(and in 1 more place\)$/);
  t.regex(two ?? '', /no ConfigMap c$/);
  t.regex(hint ?? '', /under `provide` in seatrial\.yaml/);
  t.deepEqual(rest, []);
  const [, map] = await said(
    t,
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {storageClassName: premium}\n',
  );
  t.is(map, 'Map it in seatrial.yaml: storageClasses: {premium: standard}.');
});
