import {existsSync, globSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Change} from '../../../src/kubernetes/patches/changes.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {isAlike} from '../../../src/kubernetes/patches/patch.ts';
import {applied} from '../../../src/subject/fixed/apply.ts';
import {folderFiles} from '../../../src/subject/fixed/folder.ts';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {exec} from '../../../src/system/exec.ts';
import {folderWith} from '../folders.ts';

/** The one that set-up keeps, else the one on the PATH. */
const cache =
  process.env['SEATRIAL_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seatrial');
const kubectl = globSync(join(cache, 'kubectl-v*', 'kubectl')).find(existsSync) ?? 'kubectl';

/** What kubectl renders of the folder, by kind and name. */
async function rendered(t: ExecutionContext, files: ReadonlyMap<string, string>): Promise<readonly KubeObject[]> {
  const folder = await folderWith(t, {});
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), {recursive: true});
    await writeFile(join(folder, name), text);
  }
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const manifests = await readManifests([folder], {
    exec,
    kubectl: async () => Promise.resolve(kubectl),
    helm: async () => Promise.resolve('helm'),
    inputs,
  });
  return manifests.map(({object}) => object);
}

const plain = (version: string, kind: string, name: string, spec: object, namespace?: string): KubeObject =>
  ({
    apiVersion: version,
    kind,
    metadata: {name, ...(namespace === undefined ? {} : {namespace})},
    spec,
  }) as unknown as KubeObject;
const hostname = {topologyKey: 'kubernetes.io/hostname', labelSelector: {matchLabels: {app: 'web'}}};
const template = {
  metadata: {labels: {app: 'web', version: '1.10', canary: 'true', owner: 'no'}},
  spec: {
    nodeSelector: {'topology.kubernetes.io/zone': 'b', os: 'linux'},
    topologySpreadConstraints: [{...hostname, maxSkew: 2, whenUnsatisfiable: 'ScheduleAnyway'}],
    initContainers: [{name: 'migrate'}, {name: 'proxy', restartPolicy: 'Always'}],
    containers: [
      {name: 'log', image: 'log'},
      {name: 'app', image: 'app', livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}},
    ],
  },
};
const objects = [
  plain('apps/v1', 'Deployment', 'web.one', {replicas: 1, selector: {matchLabels: {app: 'web'}}, template}, 'shop'),
  plain('apps/v1', 'Deployment', 'webxone', {replicas: 1, template}, 'shop'),
  plain('policy/v1', 'PodDisruptionBudget', 'web', {minAvailable: 1, selector: {}}, 'shop'),
  plain('policy/v1', 'PodDisruptionBudget', 'too', {minAvailable: 1, selector: {}}, 'shop'),
  plain('example.com/v1', 'Thing', 'thing', {text: 'no', version: '1.10', on: 'on'}),
];
const of = {kind: 'Deployment', name: 'web.one'};
const inPod = (spec: object): Change => ({of, patch: {spec: {template: {spec: spec as never}}}});
const changes: readonly Change[] = [
  {of, patch: {spec: {replicas: 3, strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}}}},
  inPod({containers: [{name: 'app', livenessProbe: {tcpSocket: null, httpGet: {path: '/livez', port: 80}}}]}),
  inPod({initContainers: [{name: 'proxy', resources: {limits: {memory: '64Mi'}}}]}),
  inPod({nodeSelector: {'topology.kubernetes.io/zone': null}}),
  inPod({topologySpreadConstraints: [{...hostname, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule'}]}),
  inPod({terminationGracePeriodSeconds: 30, containers: [{name: 'app', lifecycle: {preStop: {sleep: {seconds: 5}}}}]}),
  {of: {kind: 'PodDisruptionBudget', name: 'web'}, patch: {spec: {minAvailable: null, maxUnavailable: 1}}},
  {of: {kind: 'PodDisruptionBudget', name: 'too'}, removed: true},
  {
    of: {kind: 'PodDisruptionBudget', name: 'own'},
    created: plain('policy/v1', 'PodDisruptionBudget', 'own', {
      maxUnavailable: 1,
      selector: {matchLabels: {app: 'web', version: '1.10', canary: 'true', owner: 'no'}},
    }),
  },
];

test('kubectl renders of the folder what the judge tried, and nothing else is touched', async (t) => {
  const all = changes.map((change, index) => ({name: `check-${index} of it`, why: 'It failed: no', changes: [change]}));
  const tried = applied(objects, all);
  t.deepEqual(
    tried.outcomes.flatMap(({left}) => left ?? []),
    [],
  );
  const files = folderFiles({
    title: 'A title: of it',
    objects,
    placeOf: () => '',
    outcomes: tried.outcomes,
    base: '../seatrial.yaml',
    secretsFrom: [],
  });
  const found = await rendered(t, files);
  t.is(found.length, tried.objects.length);
  for (const object of tried.objects) {
    const same = found.find(({kind, metadata}) => kind === object.kind && metadata.name === object.metadata.name);
    t.true(isAlike(same as never, object as never), `${JSON.stringify(same)}\n${JSON.stringify(object)}`);
  }
});
