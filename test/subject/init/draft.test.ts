import test, {type ExecutionContext} from 'ava';
import {join} from 'node:path';
import {draftOf} from '../../../src/subject/init/draft.ts';
import type {Line} from '../../../src/subject/init/line.ts';
import {openApiOf} from '../../../src/subject/init/open-api.ts';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {folderWith} from '../folders.ts';

const workload = (name: string, env = '', more = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: app
          image: ${name}:1
          env: [${env}]
${more}`;
const service = (name: string, spec = ''): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{name: http, port: 8080}]${spec}}\n`;
const ready = '          readinessProbe: {httpGet: {path: /ready, port: 8080}}\n';

/** The lines of a draft, by their paths. */
async function draft(
  t: ExecutionContext,
  text: string,
  openApi?: ReturnType<typeof openApiOf>,
): Promise<ReadonlyMap<string, Line>> {
  const folder = await folderWith(t, {'a.yaml': text});
  const manifests = await readManifests([join(folder, 'a.yaml')], {
    exec: async () => Promise.reject(new Error('nothing was to be run')),
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  const lines = draftOf({name: 'shop', sources: ['./k8s'], manifests, openApi});
  return new Map(lines.map((line) => [line.path.join('.'), line]));
}

test('the entry is the Service behind an Ingress, with its port by number or name', async (t) => {
  const ingress = (port: string): string =>
    `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: door}\nspec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {${port}}}}}]}}]}\n`;
  for (const port of ['number: 8080', 'name: http']) {
    const lines = await draft(
      t,
      `${workload('web')}${workload('other')}${service('web')}${service('other', ', type: NodePort')}${ingress(port)}`,
    );
    t.like(lines.get('entry.service'), {value: 'web', sure: 'stated'});
    t.regex(lines.get('entry.service')?.from ?? '', /^behind Ingress door \(.*a\.yaml:\d+\); or other$/);
    t.is(lines.get('entry.port')?.value, 8080);
  }
});

test('else it is one that is open to the outside, else one that nobody calls; where there is none the owner says', async (t) => {
  const open = await draft(
    t,
    `${workload('web')}${workload('db')}${service('db')}${service('web', ', type: LoadBalancer')}`,
  );
  t.like(open.get('entry.service'), {value: 'web', sure: 'likely'});
  const graph = `${workload('web', '{name: ORDERS, value: "http://orders:8080/"}')}${workload('orders', '{name: DB, value: "postgres://u:p@db.prod.svc.cluster.local/x"}')}${workload('db')}`;
  const root = await draft(t, `${graph}${service('db')}${service('orders')}${service('web')}`);
  t.like(root.get('entry.service'), {value: 'web', sure: 'guess'});
  const none = await draft(t, `${workload('worker')}${service('idle')}`);
  t.like(none.get('entry.service'), {value: 'TODO', sure: 'todo'});
});

test('requests are the GETs of an OpenAPI document that need nothing, else what readiness asks', async (t) => {
  const api = openApiOf(
    'openapi: 3.0.0\npaths:\n  /orders: {get: {operationId: listOrders}}\n  /orders/{id}: {get: {}}\n  /search: {get: {parameters: [{name: q, in: query, required: true}]}}\n  /new: {post: {}}\n',
    'openapi.yaml',
  );
  const both = `${workload('web', '', ready)}${service('web')}`;
  const described = await draft(t, both, api);
  t.is(described.get('entry.requests.0.path')?.value, '/orders');
  t.is(described.get('entry.requests.0.name')?.value, 'listOrders');
  t.false(described.has('entry.requests.1.path'));
  const probed = await draft(t, both);
  t.like(probed.get('entry.requests.0.path'), {value: '/ready', sure: 'guess'});
  t.is(openApiOf('apiVersion: v1\n', 'a.yaml'), undefined);
});

test('the peak is the owner’s, its replicas the most that an autoscaler allows', async (t) => {
  const both = `${workload('web')}${service('web')}`;
  const fixed = await draft(t, both);
  t.like(fixed.get('peak.rps'), {value: 'TODO', sure: 'todo'});
  t.like(fixed.get('peak.replicas'), {value: 3, from: 'replicas of Deployment/web', sure: 'likely'});
  const scaled = await draft(
    t,
    `${both}---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {maxReplicas: 12, scaleTargetRef: {kind: Deployment, name: web}}\n`,
  );
  t.is(scaled.get('peak.replicas')?.value, 12);
});

test('dependencies are what is called, by whom, through others too, and what is outside; how much it matters is the owner’s', async (t) => {
  const lines = await draft(
    t,
    `${workload('web', '{name: ORDERS, value: "orders:8080"}, {name: PAY, value: "https://api.payments.io/v1"}')}${workload('orders', '', '          envFrom: [{configMapRef: {name: settings}}]\n')}${workload('db')}${service('web')}${service('orders')}${service('db')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {DB_HOST: db}\n`,
  );
  const of = (index: number) =>
    ['name', 'workload', 'kind', 'need', 'stub.tls'].map((field) => lines.get(`dependencies.${index}.${field}`)?.value);
  t.deepEqual(of(0), ['orders', 'orders', 'in-cluster', 'TODO', undefined]);
  t.deepEqual(of(1), ['db', 'db', 'in-cluster', 'TODO', undefined]);
  t.deepEqual(of(2), ['api.payments.io', undefined, 'stub', 'TODO', true]);
  t.regex(lines.get('dependencies.1.name')?.from ?? '', /^DB_HOST of ConfigMap settings of orders names Service db$/);
});

test('a word that is no host is no call', async (t) => {
  const lines = await draft(
    t,
    `${workload('web', '{name: MODE, value: "use db for cache"}, {name: PATHS, value: "/data/db"}')}${workload('db')}${service('web')}${service('db')}`,
  );
  t.false(lines.has('dependencies.0.name'));
});

test('the SLO is what alerts state, else the owner’s', async (t) => {
  const both = `${workload('web')}${service('web')}`;
  const rules =
    '---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: web}\nspec:\n  groups:\n    - rules:\n        - {alert: Slow, expr: "histogram_quantile(0.95, sum(rate(x[5m])) by (le)) > 0.3"}\n        - {alert: Errors, expr: "sum(rate(x{code=~\\"5..\\"}[5m])) / sum(rate(x[5m])) > 0.01"}\n';
  const stated = await draft(t, `${both}${rules}`);
  t.deepEqual(
    ['slo.availability', 'slo.latency.percentile', 'slo.latency.ms'].map((path) => stated.get(path)?.value),
    [0.99, 95, 300],
  );
  t.is((await draft(t, both)).get('slo.latency.ms')?.value, 'TODO');
});

test('what the manifests refer to and do not hold is asked for, classes of volumes are mapped', async (t) => {
  const lines = await draft(
    t,
    `${workload('web', '', '          envFrom: [{secretRef: {name: keys}}]\n')}${service('web')}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {storageClassName: gp3}\n`,
  );
  t.like(lines.get('provide.0'), {value: 'TODO', sure: 'todo'});
  t.regex(lines.get('provide.0')?.from ?? '', /a file with Secret keys:/);
  t.is(lines.get('storageClasses.gp3')?.value, 'standard');
});

test('of several that nobody calls, the one at the usual port comes first, and one that has metrics alone last', async (t) => {
  const at = (name: string, port: string): string => service(name).replace('{name: http, port: 8080}', port);
  const lines = await draft(
    t,
    `${workload('a')}${workload('b')}${workload('c')}${at('a', '{name: metrics, port: 9100}')}${at('b', '{name: webhook, port: 7000}, {name: api, port: 7001}')}${at('c', '{name: https, port: 443}')}`,
  );
  t.is(lines.get('entry.service')?.value, 'c');
  t.regex(lines.get('entry.service')?.from ?? '', /; or b, a$/);
});

test('a port that speaks something else than HTTP has no request until the owner names one', async (t) => {
  for (const [port, protocol] of [
    ['{name: tcp-postgresql, port: 5000}', 'PostgreSQL'],
    ['{port: 6379}', 'Redis'],
    ['{name: https, port: 8000}', 'TLS'],
    ['{port: 443}', 'TLS'],
    ['{port: 80, appProtocol: kubernetes.io/h2c}', 'gRPC'],
  ] as const) {
    const lines = await draft(t, `${workload('db')}${service('db').replace('{name: http, port: 8080}', port)}`);
    t.like(lines.get('entry.requests.0.name'), {value: 'TODO', sure: 'todo'});
    t.regex(lines.get('entry.requests.0.name')?.from ?? '', new RegExp(`looks like ${protocol}$`));
  }
  const web = await draft(
    t,
    `${workload('db')}${service('db').replace('{name: http, port: 8080}', '{name: http, port: 5432}')}`,
  );
  t.not(web.get('entry.requests.0.name')?.value, 'TODO');
});

test('what readiness asks at another port than the Service’s is no request of users', async (t) => {
  const probe = (port: string) =>
    `          ports: [{name: http, containerPort: 8080}]\n          readinessProbe: {httpGet: {path: /ready, port: ${port}}}\n`;
  for (const [port, path] of [
    ['8080', '/ready'],
    ['http', '/ready'],
    ['10254', '/'],
  ] as const) {
    const lines = await draft(t, `${workload('web', '', probe(port))}${service('web')}`);
    t.is(lines.get('entry.requests.0.path')?.value, path);
  }
});

test('without a Service there is no entry to answer: the workload alone is asked for, where several may be meant', async (t) => {
  const worker = (name: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: a, image: b}]}}}\n`;
  const one = await draft(t, worker('mailer'));
  t.deepEqual(
    [...one.keys()].filter((path) => !/^(?:name|manifests)/.test(path)),
    [],
  );
  const two = await draft(t, `${worker('mailer')}---\n${worker('importer')}`);
  t.like(two.get('workload'), {value: 'TODO', sure: 'todo'});
  t.regex(two.get('workload')?.from ?? '', /mailer, importer/);
});
