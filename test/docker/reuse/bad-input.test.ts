import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {stringify} from 'yaml';
import type {Finding} from '../../../src/judge/finding.ts';
import {reusedClusterName} from '../../../src/run/id.ts';
import {readOwner} from '../../../src/run/cleanup/owner.ts';
import {exec} from '../../../src/system/exec.ts';
import {stateFolder} from '../../../src/system/folders.ts';
import {refusedByTheServer} from './refused-by-the-server.ts';

/** The reused cluster, for mistakes that only a cluster can see. */
const reused = reusedClusterName(readOwner(stateFolder()));
const main = resolve('src/cli/main.ts');

const labels = {app: 'web'};
const container = {
  name: 'web',
  image: 'seatrial/sentinel:dev',
  imagePullPolicy: 'IfNotPresent',
  ports: [{containerPort: 8080}],
  resources: {requests: {cpu: '10m', memory: '16Mi'}, limits: {memory: '32Mi'}},
};

const deployment = (of: object, selector: object = labels) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web'},
  spec: {
    replicas: 1,
    selector: {matchLabels: selector},
    template: {metadata: {labels}, spec: {containers: [{...container, ...of}]}},
  },
});

const service = (targetPort: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web'},
  spec: {selector: labels, ports: [{port: 80, targetPort}]},
});

const profile = {
  name: 'web',
  manifests: ['web.yaml'],
  entry: {
    service: 'web',
    port: 80,
    timeoutMs: 1000,
    requests: [{name: 'root', method: 'GET', path: '/', weight: 1, expect: {status: 200}}],
  },
  peak: {rps: 10, replicas: 1},
  slo: {availability: 0.99, latency: {percentile: 99, ms: 500}},
};

test.serial('a manifest that the API server refuses: its own words, exit 64, nothing is left', async (t) => {
  const {exitCode, stderr, reports} = await run([
    deployment({image: 'seatrial/sentinel:dev', name: 'Not A Name'}),
    service(8080),
  ]);
  t.is(exitCode, 64, stderr);
  t.regex(stderr, /error: The API server refuses a manifest:\n.*web\.yaml:\d+:\d+: Deployment web: .*Not A Name/);
  t.deepEqual(reports, []);
  t.is(await namespaces(), '');
});

test.serial(
  'a manifest that asks for the node: each thing with its place, exit 64 before any cluster, nothing is left',
  async (t) => {
    const {exitCode, stderr, reports} = await run([deployment({securityContext: {privileged: true}}), service(8080)]);
    t.is(exitCode, 64, stderr);
    t.regex(
      stderr,
      /web\.yaml:\d+:\d+: Deployment web: spec\.template\.spec\.containers\[0\]\.securityContext\.privileged: a privileged container/,
    );
    t.regex(stderr, /add --trust-subject/);
    t.deepEqual(reports, []);
  },
);

test.serial('an image that is nowhere: exit 64 with what to do, nothing is left', async (t) => {
  const {exitCode, stderr, reports} = await run([deployment({image: 'seatrial/nowhere:dev'}), service(8080)]);
  t.is(exitCode, 64, stderr);
  t.regex(
    stderr,
    /lacks an image, and could not get it:\nsubject\/web\.yaml:\d+:\d+: Deployment web: seatrial\/nowhere:dev: it is built on this machine[^]*docker build -t seatrial\/nowhere:dev/,
  );
  t.deepEqual(reports, []);
  t.is(await namespaces(), '');
});

test.serial('an entry that cannot be reached: exit 64 with what to compare, nothing is left', async (t) => {
  const {exitCode, stderr, reports} = await run([deployment({}), service(9999)]);
  t.is(exitCode, 64, stderr);
  t.regex(
    stderr,
    /entry cannot be reached although its pods are ready: Service web, port 80[^]*ECONNREFUSED[^]*targetPort/,
  );
  t.deepEqual(reports, []);
  t.is(await namespaces(), '');
});

test.serial(
  'a pod that is not ready by the deadline of its Deployment is a finding with its events, exit 1; 2 where the machine kept it waiting',
  async (t) => {
    const web = deployment({readinessProbe: {httpGet: {path: '/', port: 9999}, periodSeconds: 1}});
    const late = {...web, spec: {...web.spec, progressDeadlineSeconds: 20}};
    const {exitCode, stdout, reports, trial} = await run([late, service(8080)]);
    t.is(reports.length, 1);
    const starts = trial?.findings.filter(({check}) => check === 'starts') ?? [];
    const [finding] = starts;
    const isNoisy = starts.every(({because}) => because === 'host-noisy');
    if (isNoisy) t.log("undecided for the machine's sake");
    t.is(exitCode, isNoisy ? 2 : 1, stdout);
    t.true(isNoisy || starts.some(({verdict}) => verdict === 'fail'), stdout);
    t.regex([finding?.sentence, ...(finding?.details ?? [])].join('\n'), /web[^]*Readiness probe failed/);
    t.is(await namespaces(), '');
  },
);

test.serial(
  'a field that is misspelt is told with its place and the one that was meant, exit 64, nothing is left',
  async (t) => {
    const {exitCode, stderr, reports} = await run([deployment({readynessProbe: {}}), service(8080)]);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, /web\.yaml:\d+:\d+: Deployment web: .*readynessProbe/);
    t.deepEqual(reports, []);
    t.is(await namespaces(), '');
  },
);

/** A definition, an object of it, a quota that allows no node port, and a hook of Helm that must end first. */
const beside = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.seatrial.example}
spec:
  group: seatrial.example
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing}
  versions:
    - name: v1
      served: yes
      storage: yes
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: on}}
---
apiVersion: seatrial.example/v1
kind: Thing
metadata: {name: one}
spec: {size: 0o10}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: no-node-ports}
spec: {hard: {services.nodeports: "0"}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: first, annotations: {helm.sh/hook: pre-install}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: ask, image: seatrial/sentinel:dev, args: [connect, "kubernetes.default:443"]}]
---
apiVersion: v1
kind: SecretList
items: [{metadata: {name: key}, stringData: {key: secret}}]
`;

test.serial(
  'whatever only the server knows to be wrong is told at once, each with its place and its words',
  async (t) => {
    const named = refusedByTheServer.map(([manifest, says], index) => {
      const name = `wrong-${index}`;
      return {name, text: manifest.replaceAll('NAME', name), says};
    });
    t.true(named.length >= 50);
    const {exitCode, stderr} = await run([deployment({}), service(8080), ...named.map(({text}) => text)]);
    t.is(exitCode, 64, stderr);
    t.true(stderr.includes(`The API server refuses ${named.length} manifests`), stderr);
    const lines = stderr.split('\n');
    const untold = named.flatMap(({name, says}) => {
      const line = lines.find((it) => it.includes(` ${name}: `)) ?? `nothing of ${name}`;
      return /^\s*subject\/web\.yaml:\d+:\d+: /.test(line) && says.test(line) ? [] : [`${String(says)}: ${line}`];
    });
    t.deepEqual(untold, []);
    t.notRegex(stderr, /\n\s+at |\[object Object\]/);
    t.is(await namespaces(), '');
  },
);

test.serial('what kubectl takes is deployed as it was meant: nothing is left of it', async (t) => {
  const env = [
    {name: 'TWICE', value: 'one'},
    {name: 'TWICE', value: 'two'},
  ];
  const web = stringify(deployment({env, volumeMounts: [{name: 'key', mountPath: '/key'}]}));
  const mounted = web.replace(
    '      containers:',
    '      volumes: [{name: key, secret: {secretName: key, defaultMode: 0400}}]\n      containers:',
  );
  const {exitCode, stdout, stderr} = await run([`${mounted}---\n${beside}`, service(8080)], 'plan');
  t.is(exitCode, 0, stderr);
  t.regex(stdout, /"name": "memory-exhaustion"/);
  t.is(await namespaces(), '');
  t.notRegex(await onCluster('get', 'customresourcedefinitions', '-o', 'name'), /things\.seatrial\.example/);
});

interface Judged {
  readonly findings: readonly Finding[];
}

async function run(objects: readonly (object | string)[], command = 'run') {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bad-input-'));
  try {
    mkdirSync(join(folder, 'subject'));
    writeFileSync(
      join(folder, 'subject', 'web.yaml'),
      objects.map((it) => (typeof it === 'string' ? it : stringify(it))).join('---\n'),
    );
    writeFileSync(join(folder, 'subject', 'seatrial.yaml'), stringify(profile));
    const argv = [process.execPath, main, command, 'oom', '--reuse', '--subject', join('subject', 'seatrial.yaml')];
    const result = await exec(argv, {cwd: folder, allowFailure: true});
    const reports = existsSync(join(folder, 'reports')) ? readdirSync(join(folder, 'reports')) : [];
    const judged = reports
      .map((report) => join(folder, 'reports', report, 'trial.json'))
      .find((file) => existsSync(file));
    const trial = judged === undefined ? undefined : (JSON.parse(readFileSync(judged, 'utf8')) as Judged);
    return {...result, reports, trial};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The namespaces of subjects on the reused cluster. */
async function namespaces(): Promise<string> {
  const own = /default|kube-|local-path-storage|seatrial-system/;
  return (await onCluster('get', 'namespaces', '-o', 'name'))
    .split('\n')
    .filter((name) => name !== '' && !own.test(name))
    .join('\n');
}

async function onCluster(...words: readonly string[]): Promise<string> {
  const kubectl = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...words];
  return (await exec(['docker', 'exec', `${reused}-control-plane`, ...kubectl])).stdout;
}
