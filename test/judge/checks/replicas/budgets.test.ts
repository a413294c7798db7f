import test from 'ava';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {fixYaml} from '../../../../src/report/parts/fix-text.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {budgetOver, workloadOf} from '../../histories/survival.ts';
import {bite, evictions, one, stuckDrain, three, two} from '../../histories/scenes.ts';
import {noisy, objects, overlap} from './budget-cases.ts';

test('pdb-valid: a good trial passes, nothing or a killed run does not; it needs neither load nor host', (t) => {
  t.is(worst(merged('pdb-valid')), 'pass');
  t.is(worst(merged('pdb-valid', noisy)), 'pass');
  neverPassesWithout(t, 'pdb-valid');
});

test('pdb-valid: each wrong budget is named as what it is, at its field', (t) => {
  const cases = [
    [
      {maxUnavailable: 0},
      'spec.maxUnavailable',
      /lets no pod of Deployment\/gateway go, ever: maxUnavailable: 0 with 3 replicas/,
    ],
    [{maxUnavailable: '0%'}, 'spec.maxUnavailable', /maxUnavailable: 0%/],
    [{minAvailable: 3}, 'spec.minAvailable', /minAvailable: 3 with 3 replicas\. A drain of their nodes never ends/],
    [{minAvailable: 5}, 'spec.minAvailable', /ever/],
    [
      {minAvailable: '70%'},
      'spec.minAvailable',
      /minAvailable: 70% with 3 replicas \(70% of 3 is 2\.1, rounded up to 3\)/,
    ],
    [{maxUnavailable: '100%'}, 'spec.maxUnavailable', /protects nothing/],
    [{minAvailable: 0}, 'spec.minAvailable', /protects nothing/],
  ] as const;
  for (const [spec, path, sentence] of cases) {
    const finding = first(t, found('pdb-valid', objects(budgetOver('gateway', spec))), 'fail');
    t.regex(finding.sentence, sentence);
    t.is(finding.fix?.path, path);
    t.deepEqual(finding.of, {kind: 'PodDisruptionBudget', name: 'gateway'});
  }
  const rounded = first(t, found('pdb-valid', objects(budgetOver('gateway', {maxUnavailable: '10%'}))), 'pass');
  t.regex(rounded.sentence, /10% of 3 is 0\.3, rounded up to 1\): 1 may go, 2 must stay/);
});

test('pdb-valid: none, two, and one that selects nobody; one replica alone is only told', (t) => {
  const none = first(t, found('pdb-valid', objects()), 'fail');
  t.deepEqual(
    [none.of, none.fix?.object, none.fix?.path],
    [{kind: 'Deployment', name: 'gateway'}, {kind: 'PodDisruptionBudget', name: 'gateway'}, 'spec'],
  );
  t.regex(none.fix === undefined ? '' : fixYaml(none.fix), /matchLabels:\n +app: gateway/);
  const both = found('pdb-valid', objects(budgetOver('gateway'), budgetOver('gateway', {minAvailable: 1}, 'second')));
  t.deepEqual(
    both.map(({verdict, of, fix}) => [verdict, of?.name, fix?.path]),
    [
      ['fail', 'gateway', 'spec'],
      ['fail', 'second', 'spec'],
    ],
  );
  t.regex(
    first(t, found('pdb-valid', objects(budgetOver('gateway'), budgetOver('nobody'))), 'fail').sentence,
    /nobody selects no pod/,
  );
  const alone = found('pdb-valid', {deploy: {objects: [workloadOf('redis')]}});
  t.like(alone[0], {verdict: 'pass', uncounted: 'reported-only'});
  const everyPod = {...budgetOver('gateway'), spec: {selector: {}, maxUnavailable: 1}} as KubeObject;
  t.is(worst(found('pdb-valid', objects(everyPod))), 'pass');
});

test('pdb-valid: one budget over several workloads is counted over all of their pods', (t) => {
  const over = (spec: object) => ({...budgetOver('gateway'), spec: {selector: {}, ...spec}}) as KubeObject;
  const shop = (spec: object, redis = 1) =>
    found('pdb-valid', {
      deploy: {objects: [workloadOf('gateway'), workloadOf('redis', {replicas: redis}), over(spec)]},
    });
  for (const spec of [{minAvailable: 3}, {minAvailable: '75%'}, {maxUnavailable: '25%'}])
    t.deepEqual(
      shop(spec).map(({verdict, observed}) => [verdict, observed.replace(/^.*: /, '')]),
      Array.from({length: 2}, () => ['pass', '1 may go, 3 must stay']),
      JSON.stringify(spec),
    );
  t.is(worst(shop({minAvailable: 4})), 'fail');
  const wide = first(t, shop({minAvailable: 2}, 6), 'fail');
  t.regex(
    wide.sentence,
    /PodDisruptionBudget\/gateway does not protect Deployment\/gateway: .* lets 7 of 9 pods go at once, all 3 of its own among them/,
  );
  t.is(
    shop({minAvailable: 2}, 6).filter(({verdict}) => verdict === 'fail').length,
    2,
    'seven may go: six of redis too',
  );
  t.is(
    shop({minAvailable: 4}, 6).filter(({verdict}) => verdict === 'fail').length,
    1,
    'five may go: all three gateways',
  );
});

test('pdb-valid: pods of no controller count as healthy, and a workload of no replicas owes no budget', (t) => {
  const bare = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'bare', namespace: 'shop', labels: {app: 'gateway'}}};
  const withBare = [workloadOf('gateway'), budgetOver('gateway', {minAvailable: 3}), bare, bare] as KubeObject[];
  t.regex(first(t, found('pdb-valid', {deploy: {objects: withBare}}), 'pass').observed, /of 4: 1 may go, 3 must stay/);
  const none = [workloadOf('gateway', {replicas: 0}), budgetOver('gateway'), workloadOf('redis'), budgetOver('redis')];
  t.deepEqual(
    found('pdb-valid', {deploy: {objects: none}}).map(({of, verdict}) => [of?.name, verdict]),
    [['redis', 'pass']],
  );
});

test('pdb-valid: where a controller without a scale is selected too, only a number of pods to keep can be counted', (t) => {
  const daemons = (spec: object) =>
    ({
      ...workloadOf('gateway'),
      kind: 'DaemonSet',
      metadata: {name: 'agent', namespace: 'shop'},
      status: {desiredNumberScheduled: 4},
      ...spec,
    }) as KubeObject;
  const shop = (spec: object) => found('pdb-valid', objects(daemons({}), budgetOver('gateway', spec)));
  const blocked = first(t, shop({maxUnavailable: 1}), 'fail');
  t.regex(
    blocked.sentence,
    /lets no pod of Deployment\/gateway go, ever: maxUnavailable: 1 over pods of DaemonSet\/agent too, which has no scale to count with/,
  );
  t.is(worst(shop({minAvailable: '50%'})), 'fail');
  t.regex(first(t, shop({minAvailable: 5}), 'pass').observed, /of 7: 2 may go, 5 must stay/);
});

test("pdb-valid: the API server's own answer is its evidence", (t) => {
  const finding = first(
    t,
    found('pdb-valid', {
      ...stuckDrain(500, overlap, ''),
      ...objects(budgetOver('gateway'), budgetOver('gateway', {}, 'second')),
    }),
    'fail',
  );
  t.regex(said(finding), /\nThe API server answered 500 "This pod has more than one PodDisruptionBudget/);
  t.true(finding.evidence.length > 2);
});

test('pdb-enforced: refused after one eviction passes, also without load and host; nothing or a killed run does not', (t) => {
  const scene = evictions([[one, 201], bite]);
  for (const changes of [scene, {...scene, ...noisy}]) {
    const finding = first(t, merged('pdb-enforced', changes), 'pass');
    t.regex(
      finding.sentence,
      /after 1 eviction the API server answered 429 ".*needs 2 healthy pods and has 2 currently\)"/,
    );
  }
  t.is(worst(merged('pdb-enforced', {...scene, until: 64_000})), 'inconclusive');
  neverPassesWithout(t, 'pdb-enforced');
});

test('pdb-enforced: all gone, several budgets, one that was not used up, and a server that is busy', (t) => {
  const all = evictions([
    [one, 201],
    [two, 201],
    [three, 201],
  ]);
  const none = first(t, found('pdb-enforced', {...all, ...objects()}), 'fail');
  t.regex(
    none.sentence,
    /3 of 3 pods were evicted one after the other and none was refused, for no PodDisruptionBudget covers it/,
  );
  t.deepEqual([none.of, none.fix?.path, none.margin?.value], [{kind: 'Deployment', name: 'gateway'}, 'spec', -3]);
  const wide = first(
    t,
    found('pdb-enforced', {...all, ...objects(budgetOver('gateway', {maxUnavailable: '100%'}))}),
    'fail',
  );
  t.is(wide.fix?.path, 'spec.maxUnavailable');
  t.regex(
    first(t, found('pdb-enforced', evictions([[one, 500, overlap]])), 'fail').sentence,
    /500 "This pod has more than one/,
  );
  t.is(first(t, found('pdb-enforced', evictions([[one, 201]])), 'inconclusive').because, 'not-exercised');
  const busy = evictions([
    [one, 201],
    [two, 429, 'too many requests', 'The disruption budget gateway is still being processed by the server.'],
  ]);
  t.is(first(t, found('pdb-enforced', busy), 'inconclusive').because, 'no-receipt');
});

test('budgets are counted with the declared replicas: a cluster with room for fewer is not the fault of the subject', (t) => {
  const deviations = [
    {
      what: 'replicas lowered to fit the cluster',
      of: {kind: 'Deployment', name: 'gateway', namespace: 'shop'},
      from: 10,
      to: 3,
    },
  ];
  const lowered = {deploy: {...objects(budgetOver('gateway', {minAvailable: 5})).deploy, deviations}};
  t.regex(first(t, found('pdb-valid', lowered), 'pass').sentence, /minAvailable: 5 of 10: 5 may go, 5 must stay/);
  const finding = first(t, found('drain-ends', {...stuckDrain(), ...lowered}), 'inconclusive');
  t.is(finding.because, 'not-exercised');
  t.regex(finding.sentence, /room for 3 of 10 replicas only/);
  const wrong = {deploy: {...objects(budgetOver('gateway', {minAvailable: 10})).deploy, deviations}};
  t.is(worst(found('pdb-valid', wrong)), 'fail');
  t.is(worst(found('drain-ends', {...stuckDrain(), ...wrong})), 'fail');
});

/** The gateways and a budget, and an autoscaler over them that was taken away. */
function scaled(budget: object, autoscaler: object, {replicas = 5, kind = 'HorizontalPodAutoscaler'} = {}) {
  const scaleTargetRef = {kind: 'Deployment', name: 'gateway'};
  const removed = {
    what: 'removed: autoscaling is off here',
    of: {kind, name: 'gateway', namespace: 'shop'},
    from: {scaleTargetRef, maxReplicas: 10, ...autoscaler},
  };
  const deployed = [workloadOf('gateway', {replicas}), budgetOver('gateway', budget)];
  return found('pdb-valid', {deploy: {objects: deployed, deviations: [removed]}});
}

test('pdb-valid: a budget adds up at the minimum too that an autoscaler goes down to in production', (t) => {
  const blocks = first(t, scaled({minAvailable: 2}, {minReplicas: 2}), 'fail');
  t.is(
    blocks.sentence,
    'PodDisruptionBudget/gateway lets no pod of Deployment/gateway go once HorizontalPodAutoscaler/gateway is down to its minimum of 2: minAvailable: 2 with 2 replicas. A drain of their nodes then never ends',
  );
  t.deepEqual([blocks.of?.kind, blocks.fix?.path], ['PodDisruptionBudget', 'spec.minAvailable']);
  t.regex(blocks.fix === undefined ? '' : fixYaml(blocks.fix), /maxUnavailable: 1/);
  const open = first(t, scaled({maxUnavailable: 2}, {minReplicas: 2}), 'fail');
  t.regex(
    open.sentence,
    /^PodDisruptionBudget\/gateway protects nothing once HorizontalPodAutoscaler\/gateway is down to its minimum of 2: maxUnavailable: 2 with 2 replicas lets all of them go at once/,
  );
  t.is(open.fix?.path, 'spec.maxUnavailable');
  const good = first(t, scaled({maxUnavailable: 1}, {minReplicas: 2}), 'pass');
  t.regex(good.sentence, /1 may go, 4 must stay; at the minimum of HorizontalPodAutoscaler\/gateway, 2, 1 may go$/);
  // A share of five that is none of two.
  t.regex(
    first(t, scaled({minAvailable: '60%'}, {minReplicas: 2}), 'fail').sentence,
    /60% of 2 is 1\.2, rounded up to 2/,
  );
});

test('pdb-valid: an autoscaler states its minimum, or has its own default; one that scales to nothing, or no lower, says nothing', (t) => {
  const keda = {kind: 'ScaledObject'};
  t.regex(first(t, scaled({minAvailable: 1}, {}), 'fail').sentence, /minimum of 1: minAvailable: 1 with 1 replica\./);
  t.is(worst(scaled({maxUnavailable: 1}, {})), 'pass', 'one replica needs no protection');
  t.regex(first(t, scaled({minAvailable: 2}, {minReplicaCount: 2}, keda), 'fail').sentence, /ScaledObject\/gateway/);
  t.is(worst(scaled({minAvailable: 1}, {}, keda)), 'pass', 'at none there is nothing to drain');
  t.is(worst(scaled({minAvailable: 4}, {minReplicas: 5})), 'pass');
  t.is(worst(scaled({minAvailable: 2}, {minReplicas: 2, scaleTargetRef: {kind: 'Deployment', name: 'other'}})), 'pass');
  const always = first(t, scaled({minAvailable: 5}, {minReplicas: 2}), 'fail');
  t.regex(always.sentence, /go, ever: minAvailable: 5 with 5 replicas/, 'what is wrong anyway is said so');
});

test('pdb-valid: a budget over several workloads is counted with what the autoscaler leaves of one', (t) => {
  const removed = {
    what: 'removed: autoscaling is off here',
    of: {kind: 'HorizontalPodAutoscaler', name: 'elastic'},
    from: {minReplicas: 1, scaleTargetRef: {kind: 'Deployment', name: 'redis'}},
  };
  const over = {...budgetOver('gateway'), spec: {selector: {}, minAvailable: 5}} as KubeObject;
  const deployed = [workloadOf('gateway'), workloadOf('redis', {replicas: 4}), over];
  const findings = found('pdb-valid', {deploy: {objects: deployed, deviations: [removed]}});
  t.deepEqual(
    findings.map(({verdict}) => verdict),
    ['fail', 'fail'],
  );
  t.regex(
    findings[0]?.sentence ?? '',
    /lets no pod of Deployment\/gateway go once HorizontalPodAutoscaler\/elastic is down to its minimum of 1: minAvailable: 5 with 4 pods of several controllers/,
  );
});
