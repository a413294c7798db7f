import test, {type ExecutionContext} from 'ava';
import {join} from 'node:path';
import {readOffline} from '../../src/offline/reading.ts';
import {offlineText} from '../../src/report/text/offline.ts';
import {known} from '../../src/run/known.ts';
import {discoverScenarios} from '../../src/scenario/discover.ts';
import {usualPatience} from '../../src/scenario/patience.ts';
import {openInputs} from '../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../src/subject/manifests/manifests.ts';
import {loadProfile} from '../../src/subject/profile/load.ts';
import {folderWith, without} from '../subject/folders.ts';

const profile = `name: shop
manifests: [k8s.yaml]
entry: {service: web, port: 80, timeoutMs: 1000, requests: [{name: root, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`;
const probe = '{httpGet: {path: /ready, port: 8080}}';
const web = (limits: string, more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {pool: big}
      containers:
        - name: app
          image: web:1
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {${limits}}}
          readinessProbe: ${probe}
          livenessProbe: ${probe}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
${more}`;

async function read(t: ExecutionContext, manifests: string, changed = profile) {
  const folder = await folderWith(t, {'seatrial.yaml': changed, 'k8s.yaml': manifests});
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const loaded = await loadProfile(join(folder, 'seatrial.yaml'), inputs);
  const reading = readOffline({
    profile: loaded,
    manifests: await readManifests(loaded.manifests, {
      exec: async () => Promise.reject(new Error('nothing was to be run')),
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    beyond: [],
    scenarios: await discoverScenarios({builtIn: 'scenarios'}, known),
    patience: usualPatience,
  });
  return {folder, reading};
}

test('what the objects alone say is linted, with its place, and never called proved', async (t) => {
  const {folder, reading} = await read(t, web('ephemeral-storage: 1Gi'));
  const said = reading.linted.map(({check, says, place}) => [check, says, without(folder, place ?? '')]);
  t.deepEqual(said, [
    ['declared-resources', 'bad', 'k8s.yaml:12'],
    ['declared-resources/cpu-limit', 'advice', 'k8s.yaml:12'],
    ['pdb-valid', 'bad', 'k8s.yaml:1'],
    ['liveness-holds', 'advice', 'k8s.yaml:12'],
  ]);
  const text = offlineText(reading);
  t.regex(
    text,
    /^Linted, not proved:\n {2}✘ Deployment\/web, container app is admitted without limits\.memory: it has no limit at all/m,
  );
  t.notRegex(text, /PASS|proves|proved\b(?!:)/);
});

test('what would be adapted is listed', async (t) => {
  const {reading} = await read(t, web('cpu: 1, memory: 64Mi'));
  t.deepEqual(
    reading.adaptations.map(({what}) => what),
    ['node selector removed: no worker here meets it'],
  );
  t.deepEqual(reading.objects, {Deployment: 1, Service: 1});
  t.deepEqual(reading.entries, [{service: 'web', port: 80, share: 1, workload: 'Deployment/web', replicas: 3}]);
});

test('each scenario says what it would do, and what it would not and why', async (t) => {
  const {reading} = await read(t, web('cpu: 1, memory: 64Mi'));
  const of = (name: string) => reading.scenarios.find(({scenario}) => scenario === name);
  t.true((of('pod-kill')?.steps.length ?? 0) > 2);
  t.deepEqual(of('pod-kill')?.left, []);
  const losses = of('dependency-loss')?.left ?? [];
  t.true(losses.length > 0);
  t.true(losses.every(({applies, why}) => !applies && /declares no (soft|hard) dependency/.test(why)));
  t.true((of('baseline')?.lastsMs ?? 0) > 60_000);
});

test('a fault that would be held beyond the patience is not exercised, and says how long it takes', async (t) => {
  const slow = web('cpu: 1, memory: 64Mi').replace(
    `livenessProbe: ${probe}`,
    'livenessProbe: {httpGet: {path: /live, port: 8080}, periodSeconds: 300, failureThreshold: 5}',
  );
  const {reading} = await read(t, slow);
  const left = reading.scenarios.find(({scenario}) => scenario === 'deadlock')?.left ?? [];
  t.true(
    left.some(({applies, why}) => applies && /min/.test(why)),
    JSON.stringify(left),
  );
});

test('five hundred objects are read in time for a person who waits', async (t) => {
  const many = Array.from(
    {length: 500},
    (_, index) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\ndata: {a: b}\n`,
  ).join('');
  const {reading} = await read(t, web('cpu: 1, memory: 64Mi', many));
  t.is(reading.objects['ConfigMap'], 500);
});
