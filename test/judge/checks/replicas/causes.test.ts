import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import type {Finding} from '../../../../src/judge/finding.ts';
import {found, merged, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {
  drain,
  evictions,
  newcomer,
  one,
  podDelete,
  rollOut,
  rollOutAtOnce,
  three,
  two,
} from '../../histories/scenes.ts';
import {serviceOver} from '../../histories/services.ts';
import {budgetOver, containerOf, podOf, type Pod, victim, workloadOf} from '../../histories/survival.ts';
import {busyFrom} from '../../histories/sentinels.ts';

const failAfter =
  (ms: number, how: Outcome, forMs = 400, each = 3) =>
  (tMs: number, index: number): Outcome =>
    tMs > ms && tMs < ms + forMs && index % each === 0 ? how : 'ok';

const base = containerOf(victim) as object;
const app = {...base, ports: [{name: 'http', containerPort: 8080}], lifecycle: {preStop: {sleep: {seconds: 5}}}};
const shipper = {name: 'log-shipper', image: 'fluent-bit'};
const patient = {terminationGracePeriodSeconds: 30};
const gateway = (pod: object = {}, spec: object = {}): KubeObject => workloadOf('gateway', spec, {...patient, ...pod});
/** The one finding that fails, else the first. */
function check(changes: Changes): Finding | undefined {
  const findings = found('no-failed-requests', changes);
  return findings.find(({verdict}) => verdict === 'fail') ?? findings[0];
}

test('a log shipper beside a good app explains nothing: only containers behind the Service’s port do', (t) => {
  for (const containers of [
    [app, shipper],
    [shipper, app],
  ]) {
    const objects = [gateway({containers}), serviceOver('gateway')];
    for (const [scene, how] of [
      [podDelete({}, 6000), 'reset'],
      [podDelete({}, 500), 'status'],
    ] as const) {
      const finding = check({...scene, outcome: failAfter(65_300, how), deploy: {objects}});
      t.is(finding?.verdict, 'fail');
      t.regex(finding?.sentence ?? '', /Deployment\/gateway: why is not known$/);
      t.is(finding?.fix, undefined);
      const busy = {...scene, outcome: failAfter(65_300, how), deploy: {objects}, sentinel: busyFrom(60_000)};
      t.is(worst(merged('no-failed-requests', busy)), 'inconclusive', 'nothing certain is known');
    }
  }
});

test('an app that stops at once is named, wherever it stands in the pod', (t) => {
  const {lifecycle: _, ...abrupt} = app;
  const objects = [gateway({containers: [shipper, abrupt]}), serviceOver('gateway')];
  const finding = check({...podDelete(), outcome: failAfter(65_300, 'reset'), deploy: {objects}});
  t.is(finding?.fix?.path, 'spec.template.spec.containers[1].lifecycle.preStop');
});

test('requests that hang while a budget lets two of three go: too few were left, and no preStop helps', (t) => {
  const budget = budgetOver('gateway', {minAvailable: 1});
  const scene = evictions([
    [one, 201],
    [two, 201],
    [three, 429, 'x', 'needs 1 healthy pods and has 1 currently'],
  ]);
  const outcome = failAfter(66_000, 'timed-out', 1000, 2);
  const finding = check({...scene, outcome, deploy: {objects: [workloadOf('gateway'), budget]}});
  t.regex(
    finding?.sentence ?? '',
    /1 of 3 replicas was left to carry the load: PodDisruptionBudget\/gateway \(minAvailable: 1\) lets 2 go at once/,
  );
  t.is(finding?.fix?.object.kind, 'PodDisruptionBudget');
});

test('wrong answers while fewer carry the load, and nobody has just been asked to end, are said to be of those who are left', (t) => {
  const scene = evictions([
    [one, 201],
    [two, 201],
  ]);
  const outcome = failAfter(71_000, 'status', 1000, 2);
  const finding = check({...scene, outcome, deploy: {objects: [gateway({containers: [app]})]}});
  t.is(finding?.verdict, 'fail');
  t.regex(finding?.sentence ?? '', /of 3 replicas (?:was|were) left to carry the load/);
});

const orders: Pod = {
  ...one,
  app: 'orders',
  container: 'orders',
  name: 'orders-abc-7',
  uid: '77777777-0000-4000-8000-777777777777',
};
const next: Pod = {...orders, name: 'orders-abc-8', uid: '88888888-0000-4000-8000-888888888888', node: 'n3'};
const behind = (grace: number): KubeObject => ({
  ...workloadOf('gateway'),
  metadata: {name: 'orders', namespace: 'shop'},
  spec: {
    replicas: 2,
    template: {
      metadata: {labels: {app: 'orders'}},
      spec: {containers: [{...base, name: 'orders'}], terminationGracePeriodSeconds: grace},
    },
  } as unknown as NonNullable<KubeObject['spec']>,
});
const together: Changes['also'] = [
  [2050, podOf(orders)],
  [65_250, podOf(orders, {ending: true})],
  [65_260, podOf(orders, {ending: true, ready: false, gone: true})],
  [65_400, podOf(next, {ready: false})],
  [67_000, podOf(next)],
];

test('wrong answers of a good gateway come from what was ended behind it', (t) => {
  const outcome = failAfter(65_300, 'status', 800);
  const at = (grace: number, container: object = app) =>
    check({
      ...drain(0),
      outcome,
      also: together,
      deploy: {objects: [gateway({containers: [container]}), behind(grace), serviceOver('orders')]},
    });
  const short = at(0);
  t.regex(short?.sentence ?? '', /Deployment\/orders: its pods get 0 s to end/);
  t.is(short?.fix?.object.name, 'orders');
  t.is(at(30)?.fix?.path, 'spec.template.spec.containers[0].lifecycle.preStop');
  const {lifecycle: _, ...abrupt} = app;
  const either = at(30, abrupt);
  t.regex(
    either?.sentence ?? '',
    /Deployment\/gateway: container app stops taking requests before the Services have removed it; or Deployment\/orders behind it, which was ended too$/,
  );
  t.is(either?.fix, undefined, 'a fix of one need not help');
  const refused = failAfter(65_300, 'refused', 800);
  const own = {...drain(0), outcome: refused, also: together};
  const finding = check({...own, deploy: {objects: [gateway({containers: [app]}), behind(0)]}});
  t.regex(finding?.sentence ?? '', /why is not known/, 'nobody behind the gateway refuses its users');
});

const owned = (kind: string) => ({
  rewrite: (body: EventBody): EventBody =>
    body.kind === 'object' && body.object.kind === 'Pod' && body.object.metadata.name.startsWith('gateway')
      ? {
          ...body,
          object: {
            ...body.object,
            metadata: {
              ...body.object.metadata,
              ownerReferences: [{kind, name: 'gateway', uid: 's', controller: true}],
            },
          },
        }
      : body,
});
const as = (kind: string, spec: object = {}, replicas = 3): Pick<Changes, 'deploy' | 'rewrite'> => ({
  ...owned(kind),
  deploy: {
    objects: [{...gateway({}, spec), kind}, serviceOver('gateway')],
    entry: {workload: {kind, name: 'gateway', namespace: 'shop'}, replicas, url: 'http://198.18.0.2:30080'},
  },
});

test('a DaemonSet and a StatefulSet are named like any other, with their own fields', (t) => {
  for (const kind of ['DaemonSet', 'StatefulSet']) {
    const ending = check({...podDelete(), ...as(kind), outcome: failAfter(65_300, 'reset')});
    t.regex(ending?.sentence ?? '', new RegExp(`${kind}/gateway: container app stops taking requests`));
    t.is(ending?.fix?.path, 'spec.template.spec.containers[0].lifecycle.preStop');
    const all = as(kind, {updateStrategy: {rollingUpdate: {maxUnavailable: '100%'}}});
    const nobody = check({...rollOutAtOnce(), ...all, outcome: failAfter(63_300, 'refused')});
    t.is(nobody?.fix?.path, 'spec.updateStrategy.rollingUpdate.maxUnavailable');
    // The first new one is ready at 67.2 s; until the services know, those that end are all there is.
    const justBack = check({...rollOutAtOnce(), ...all, outcome: failAfter(67_400, 'refused')});
    t.is(justBack?.fix?.path, 'spec.updateStrategy.rollingUpdate.maxUnavailable');
  }
});

test('of one replica nobody is left: a second one is advised, no strategy and no preStop', (t) => {
  const alone = (body: EventBody): boolean =>
    body.kind === 'object' &&
    body.object.kind === 'Pod' &&
    [two, three, newcomer('5', 'n3'), newcomer('6', 'n4')].some(({uid}) => uid === body.object.metadata.uid);
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
    const single = {...as(kind, {replicas: 1}, 1), without: alone};
    const finding = check({...rollOut(), ...single, outcome: failAfter(63_300, 'refused')});
    t.regex(finding?.sentence ?? '', new RegExp(`${kind}/gateway: it has one replica`));
    t.is(finding?.fix?.path, kind === 'DaemonSet' ? undefined : 'spec.replicas');
  }
});

test('all replicas evicted at once for want of a budget: that is the cause, not how each of them ends', (t) => {
  const scene = evictions([
    [one, 201],
    [two, 201],
    [three, 201],
  ]);
  const at = (...budgets: readonly KubeObject[]) =>
    check({...scene, outcome: failAfter(65_400, 'refused'), deploy: {objects: [workloadOf('gateway'), ...budgets]}});
  const none = at();
  t.regex(none?.sentence ?? '', /all 3 replicas were ended at once: no disruption budget keeps one back/);
  t.like(none?.fix, {object: {kind: 'PodDisruptionBudget', name: 'gateway'}, path: 'spec'});
  t.regex(at(budgetOver('gateway', {minAvailable: 0}))?.sentence ?? '', /\(minAvailable: 0\) lets 3 go/);
});

test('an entry that publishes what is not ready is the cause of what its new pods refuse', (t) => {
  const service = serviceOver('gateway', {publishNotReadyAddresses: true});
  const young = newcomer('4', 'n1');
  const published = {
    ...podDelete({}, 3000),
    outcome: failAfter(65_400, 'refused', 2000),
    deploy: {objects: [gateway({containers: [app]}), service]},
  };
  // The new pod has an address 200 ms after it was made.
  const slices = [...(published.scene?.events ?? [])].map(([tMs, body]) =>
    tMs === 65_250 ? ([65_320, withAll(body, young)] as const) : ([tMs, body] as const),
  );
  const finding = check({...published, scene: {steps: published.scene?.steps ?? [], events: slices}});
  t.regex(finding?.sentence ?? '', /Service\/gateway: it sends requests to pods that are not ready/);
  t.is(finding?.fix?.path, 'spec.publishNotReadyAddresses');
});

/** A slice with one more pod that is told to be ready, and is not serving. */
function withAll(body: EventBody, pod: Pod): EventBody {
  if (body.kind !== 'object' || body.object.kind !== 'EndpointSlice') return body;
  const endpoint = {
    addresses: ['198.19.1.9'],
    conditions: {ready: true, serving: false},
    targetRef: {kind: 'Pod', name: pod.name, namespace: 'shop', uid: pod.uid},
    nodeName: pod.node,
  };
  return {
    ...body,
    object: {...body.object, endpoints: [...(body.object['endpoints'] as readonly unknown[]), endpoint]},
  };
}
