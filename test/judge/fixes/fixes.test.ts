import test from 'ava';
import {parse, parseAllDocuments} from 'yaml';
import type {EventBody} from '../../../src/history/events.ts';
import type {Finding} from '../../../src/judge/finding.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {fixYaml} from '../../../src/report/parts/fix-text.ts';
import {first, found} from '../expect.ts';
import {faultOf} from '../histories/objects.ts';
import type {Changes} from '../histories/memory.ts';
import {liveness, loss, pause, probed, restarts} from '../histories/probes.ts';
import {serviceOver} from '../histories/services.ts';
import {evictions, nothingDone, one, stuckDrain} from '../histories/scenes.ts';
import {budgetOver, containerOf, mib, victim, workloadOf, type Pod} from '../histories/survival.ts';

const text = ({fix}: Pick<Finding, 'fix'>): string => (fix === undefined ? 'none' : fixYaml(fix));
/** As kubectl reads it: YAML 1.1. */
const read = (finding: Finding) => parse(text(finding), {version: '1.1'}) as Record<string, never>;

const labels = {app: 'gateway', version: '1.10', canary: 'true', tier: '2', owner: 'no'};

function labelled(selector: object = {app: 'gateway', owner: 'no', tier: '2'}): KubeObject {
  const plain = workloadOf('gateway', {selector: {matchLabels: selector}});
  const template = {...(plain.spec?.['template'] as object), metadata: {labels}};
  return {...plain, spec: {...plain.spec, template: template as unknown as Json}};
}

test("a new budget and a spread constraint select the workload's own labels, each of them a text to kubectl", (t) => {
  const budget = first(t, found('pdb-valid', {deploy: {objects: [labelled()]}}), 'fail');
  t.deepEqual(read(budget)['spec'] as unknown, {
    maxUnavailable: 1,
    selector: {matchLabels: {app: 'gateway', owner: 'no', tier: '2'}},
  });
  const together = (body: EventBody): EventBody =>
    body.kind === 'object' && body.object.kind === 'Pod'
      ? {...body, object: {...body.object, spec: {...body.object.spec, nodeName: 'n1'}}}
      : body;
  const changes = {...nothingDone, deploy: {objects: [labelled()]}, rewrite: together};
  const [constraint] = read(first(t, found('spread', changes), 'fail'))['topologySpreadConstraints'] as unknown as [
    {readonly labelSelector: unknown},
  ];
  t.deepEqual(constraint.labelSelector, {matchLabels: {app: 'gateway', owner: 'no', tier: '2'}});
});

test('a budget that selects nobody is made to select the workload without one, instead of a second one beside it', (t) => {
  const stray = budgetOver('gateway', {selector: {matchLabels: {app: 'gatewy'}}, maxUnavailable: 1});
  for (const finding of found('pdb-valid', {deploy: {objects: [workloadOf('gateway'), stray]}})) {
    t.like(finding.fix, {object: {kind: 'PodDisruptionBudget', name: 'gateway'}, path: 'spec.selector'});
    t.is(text(finding), 'selector:\n  matchLabels:\n    app: gateway');
  }
  const two = [workloadOf('gateway'), workloadOf('redis', {replicas: 2}), stray];
  const fixes = found('pdb-valid', {deploy: {objects: two}}).map((finding) => finding.fix?.object.name);
  t.deepEqual(fixes, ['gateway-budget', 'redis', undefined], 'whom it was meant for is not known');
});

test('memory limits are measured and leave the headroom, are never below the request, and CPU limits not either', (t) => {
  const bare = (resources: object) => ({...(containerOf(victim) as object), resources});
  const asking = (resources: object, used = 40) =>
    found('declared-resources', {
      deploy: {objects: [workloadOf('gateway', {}, {containers: [bare(resources)]})]},
      counted: (pod: Pod) => (pod.app === 'gateway' ? used : 20) * mib,
      sample: (pod: Pod) => (pod.app === 'gateway' ? {limit: 0} : {}),
      subject: {policy: {cpuLimit: 'required'}},
      // The live pods are as the template has them.
      rewrite: (body) =>
        body.kind === 'object' && body.object.metadata.name.startsWith('gateway-abc')
          ? {...body, object: {...body.object, spec: {...body.object.spec, containers: [bare(resources) as Json]}}}
          : body,
    }).filter(({verdict}) => verdict === 'fail');
  const wanted = {requests: {cpu: '2', memory: '1Gi'}};
  t.deepEqual(asking(wanted).map(text), ['memory: 1024Mi', 'cpu: 2000m']);
  t.is(text(first(t, asking(wanted, 2000), 'fail')), 'memory: 2445Mi');
  const nothing = read(first(t, asking({}, 400), 'fail'))['resources'] as unknown;
  t.deepEqual(nothing, {requests: {cpu: '60m', memory: '400Mi'}, limits: {memory: '489Mi'}});
  const unseen = {...nothingDone, deploy: {objects: [workloadOf('other')]}};
  for (const finding of found('declared-resources', unseen)) t.is(finding.fix, undefined);
});

test('a container without a limit gets one above what it was seen to use, not above what it requests', (t) => {
  const targets = [
    {kind: 'container', name: one.name, uid: one.uid, node: 'n1', container: 'app', containerId: one.id},
  ];
  const after = {unlimited: true, requestBytes: 64 * mib, reachedBytes: 900 * mib};
  const events = [
    [65_000, faultOf('memory-exhaustion', 'marked', {fault: 'memory-exhaustion', targets})],
    [65_100, faultOf('memory-exhaustion', 'injected', {})],
    [65_500, faultOf('memory-exhaustion', 'proved', {after})],
    [65_600, faultOf('memory-exhaustion', 'undone')],
  ] as const;
  const scene = {steps: [{name: 'memory-exhaustion', what: 'memory-exhaustion'}], events};
  const unlimited = {scene, sample: (pod: Pod) => (pod.app === 'gateway' ? {limit: 0} : {})};
  const counted = (pod: Pod) => (pod.app === 'gateway' ? 400 : 20) * mib;
  const [runaway] = found('containment', {...unlimited, counted});
  t.is(runaway === undefined ? '' : text(runaway), 'memory: 489Mi');
});

test('a fix changes something: one replica gets more of them, and what waits for pods that crash is no budget', (t) => {
  const single = {
    objects: [workloadOf('gateway', {replicas: 1}), budgetOver('gateway')],
    entry: {workload: {kind: 'Deployment', name: 'gateway', namespace: 'shop'}, replicas: 1, url: ''},
  };
  const evicted = first(t, found('pdb-enforced', {...evictions([[one, 201]]), deploy: single}), 'fail');
  t.like(evicted.fix, {object: {kind: 'Deployment', name: 'gateway'}, path: 'spec.replicas'});
  t.regex(text(evicted), /^replicas: 3\n/);
  const blocked = {
    ...single,
    objects: [workloadOf('gateway', {replicas: 1}), budgetOver('gateway', {maxUnavailable: 0})],
  };
  const both = first(t, found('pdb-valid', {deploy: blocked}), 'fail');
  t.deepEqual(
    both.fix?.changes.map(({of}) => of.kind),
    ['Deployment', 'PodDisruptionBudget'],
    'with more replicas it still lets none go',
  );
  const deploy = {objects: [workloadOf('gateway'), budgetOver('gateway')]};
  const crashing = stuckDrain(429, 'x', 'needs 2 healthy pods and has 1 currently', 115_200);
  t.is(first(t, found('drain-ends', {...crashing, deploy}), 'fail').fix, undefined);
});

test('what keeps state of its own, is one thing to others or is scaled by another gets no replicas', (t) => {
  const volumes = [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}];
  const fixOf = (object: KubeObject, more: object = {}) =>
    first(t, found('pdb-valid', {deploy: {objects: [object, budgetOver('redis', {minAvailable: 1})], ...more}}), 'fail')
      .fix;
  t.like(fixOf(workloadOf('redis')), {path: 'spec.replicas'});
  t.like(fixOf(workloadOf('redis', {}, {volumes})), {path: 'spec.minAvailable'}, 'its budget lets it go');
  const from = {scaleTargetRef: {kind: 'Deployment', name: 'redis'}, minReplicas: 1};
  const scaler = {kind: 'HorizontalPodAutoscaler', name: 'redis'};
  const deviations = [{what: 'removed: autoscaling is off here', of: scaler, from}];
  t.like(fixOf(workloadOf('redis'), {deviations}), {path: 'spec.minAvailable'});
});

test("probes are built of the container's own questions, and of no other port or path", (t) => {
  const never = (container: Readonly<Record<string, Json | undefined>>) =>
    first(t, found('liveness-restarts', probed(pause({restartMs: null, undoneMs: 89_000}), container)), 'fail');
  const redis = {
    livenessProbe: {tcpSocket: {port: 6379}},
    readinessProbe: {exec: {command: ['redis-cli', 'ping']}},
    ports: [{containerPort: 6379}],
  };
  t.is(never(redis).fix, undefined, 'it speaks no HTTP, and a command is no proof that it lives');
  const healthz = {httpGet: {path: '/healthz', port: 9898, scheme: 'HTTP'}, timeoutSeconds: 5};
  const podinfo = {ports: [{containerPort: 9898}], startupProbe: healthz, livenessProbe: undefined};
  t.deepEqual(read(never(podinfo))['livenessProbe'] as unknown, {
    httpGet: {path: '/healthz', port: 9898},
    periodSeconds: 5,
    failureThreshold: 3,
    timeoutSeconds: 5,
  });
  const replaced = never({...podinfo, livenessProbe: {tcpSocket: {port: 9898}, periodSeconds: 20}});
  t.deepEqual(read(replaced)['livenessProbe'] as unknown, {
    tcpSocket: null,
    httpGet: {path: '/healthz', port: 9898},
  });
});

test('what sends requests to pods that are not ready is changed itself, and readiness that is only too slow gets other times', (t) => {
  const removes = (changes: Changes, readinessProbe?: Json) => {
    const {deploy, ...hung} = probed(pause({goneMs: null}), {
      livenessProbe: liveness,
      ...(readinessProbe === undefined ? {} : {readinessProbe}),
    });
    const objects = [...(deploy?.objects ?? []), ...(changes.deploy?.objects ?? [])];
    return first(t, found('readiness-removes', {...hung, deploy: {objects}}), 'fail');
  };
  const published = removes({deploy: {objects: [serviceOver('gateway', {publishNotReadyAddresses: true})]}});
  t.regex(published.sentence, /Service\/gateway sends requests to pods that are not ready/);
  t.like(published.fix, {object: {kind: 'Service', name: 'gateway'}, path: 'spec.publishNotReadyAddresses'});
  t.is(text(published), 'publishNotReadyAddresses: false');
  const slow = {httpGet: {path: '/ready', port: 8080}, periodSeconds: 10, failureThreshold: 3};
  t.is(text(removes({}, slow)), 'readinessProbe:\n  periodSeconds: 2\n  failureThreshold: 2');
  t.is(removes({}).fix, undefined, 'its readiness asks often enough, by a request: why it did not act nobody knows');
});

test('a question that was not recorded whole, or that readiness asks too, is none', (t) => {
  const secret = {exec: {command: ['redis-cli', '-a', '[redacted #1]', 'ping']}};
  const booted = {livenessProbe: {httpGet: {path: '/ready', port: 8080}}, startupProbe: secret};
  const away = found('liveness-holds', probed(loss('hard', restarts(74_000)), booted));
  t.is(first(t, away, 'fail').fix, undefined);
  const same = {...booted, startupProbe: {httpGet: {path: '/ready', port: 8080}}};
  t.is(first(t, found('liveness-holds', probed(loss('hard', restarts(74_000)), same)), 'fail').fix, undefined);
});

test('two budgets: the one that adds up alone is left, and none is taken away that somebody else needs', (t) => {
  const both = [budgetOver('gateway', {maxUnavailable: 0}), budgetOver('gateway', {minAvailable: 2}, 'second')];
  const [finding] = found('pdb-valid', {deploy: {objects: [workloadOf('gateway'), ...both]}});
  t.deepEqual(finding?.fix?.changes, [{of: {kind: 'PodDisruptionBudget', name: 'gateway'}, removed: true}]);
  t.is(finding === undefined ? '' : parseAllDocuments(text(finding)).length, 1);
  const everyPod = {...budgetOver('gateway'), spec: {selector: {}, minAvailable: 3}} as KubeObject;
  const shared = [
    workloadOf('gateway'),
    workloadOf('redis'),
    everyPod,
    budgetOver('gateway', {maxUnavailable: 0}, 'own'),
  ];
  const covered = found('pdb-valid', {deploy: {objects: shared}}).filter(({verdict}) => verdict === 'fail');
  t.deepEqual(
    covered.map(({fix}) => fix?.changes.map(({of}) => of.name)),
    [['own'], ['own']],
  );
});
