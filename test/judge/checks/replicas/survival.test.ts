import {join} from 'node:path';
import test from 'ava';
import nodeDrain from '../../../../scenarios/node-drain.ts';
import nodeKill from '../../../../scenarios/node-kill.ts';
import podKill from '../../../../scenarios/pod-kill.ts';
import rollingUpdate from '../../../../scenarios/rolling-update.ts';
import zoneOutage from '../../../../scenarios/zone-outage.ts';
import baseline from '../../../../scenarios/baseline.ts';
import {isExpected} from '../../../../src/judge/suite/detection.ts';
import {judge} from '../../../../src/judge/judge.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import {loadProfile} from '../../../../src/subject/profile/load.ts';
import {serviceOver} from '../../histories/services.ts';
import {budgetOver, containerOf, victim, workloadOf} from '../../histories/survival.ts';
import {
  bite,
  containerKill,
  drain,
  evictions,
  nothingDone,
  one,
  podDelete,
  powerOff,
  rollOut,
  rollOutAtOnce,
  stuckDrain,
  three,
  two,
} from '../../histories/scenes.ts';
import {memoryTrial, type Changes, type Scene} from '../../histories/memory.ts';
import {checksOf} from '../../expect.ts';

/** Two scenes in one fault stage. */
function both(first: Changes, second: Changes): Changes {
  const scene: Scene = {
    steps: [...(first.scene?.steps ?? []), ...(second.scene?.steps ?? [])],
    events: [
      ...(first.scene?.events ?? []),
      ...(second.scene?.events ?? []).map(([tMs, body]) => [tMs + 11_000, body] as const),
    ],
  };
  return {scene};
}

const subject: Changes['subject'] = {
  dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster', need: 'soft'}],
};
const good: Readonly<Record<string, Changes>> = {
  'pod-kill': {...both(containerKill(), podDelete()), checks: checksOf(podKill)},
  'node-kill': {...powerOff(), checks: checksOf(nodeKill)},
  'zone-outage': {...powerOff({nodes: ['n1', 'n2'], lost: [one]}), checks: checksOf(zoneOutage)},
  'node-drain': {
    ...both(
      drain(),
      evictions([
        [two, 201],
        [three, 429, '', bite[3]],
      ]),
    ),
    checks: checksOf(nodeDrain),
  },
  'rolling-update': {...rollOut(), checks: checksOf(rollingUpdate)},
  baseline: {...nothingDone, checks: checksOf(baseline)},
};

for (const [name, changes] of Object.entries(good)) {
  test(`${name}: the good trial passes`, (t) => {
    const trial = judge(memoryTrial({...changes, subject}));
    t.is(
      trial.verdict,
      'pass',
      trial.findings
        .flatMap(({verdict, uncounted, check, sentence}) =>
          verdict === 'pass' || uncounted ? [] : [`${check}: ${sentence}`],
        )
        .join('\n'),
    );
  });

  test(`${name}: cut off anywhere, the good trial neither passes nor fails`, (t) => {
    for (let until = 20_000; until < 142_000; until += 7300) {
      const {verdict, findings} = judge(memoryTrial({...changes, subject, until}));
      const failed = findings.flatMap((finding) =>
        finding.verdict === 'fail' && finding.uncounted === undefined ? [finding.sentence] : [],
      );
      t.is(verdict, 'inconclusive', `until ${until}: ${failed.join('; ')}`);
    }
  });

  test(`${name}: on a noisy machine the good trial passes only where nothing has to be compared`, (t) => {
    const sentinel = () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0});
    // The baseline asks for throttling too, which a busy machine does.
    const clean = name === 'baseline' ? 'inconclusive' : 'pass';
    t.is(judge(memoryTrial({...changes, subject, sentinel})).verdict, clean);
    const outcome = (tMs: number, index: number): Outcome =>
      index % 4 === 0 ? 'status' : (changes.outcome?.(tMs, index) ?? 'ok');
    const trial = judge(memoryTrial({...changes, subject, sentinel, outcome}));
    t.is(trial.verdict, 'inconclusive');
    t.true(trial.because?.includes('host-noisy'));
  });
}

const objects = (spec: object = {}, template: object = {}) => ({
  deploy: {objects: [workloadOf('gateway', spec, template), budgetOver('gateway'), serviceOver('gateway')]},
});
const budgets = (...these: readonly ReturnType<typeof budgetOver>[]) => ({
  deploy: {objects: [workloadOf('gateway'), ...these]},
});
const failing =
  (from: number, to: number, every = 1) =>
  (tMs: number, index: number): Outcome =>
    tMs > from && tMs < to && index % every === 0 ? 'refused' : 'ok';
const {readinessProbe: _probe, ...rest} = containerOf(victim) as Record<string, unknown>;
const livez = {httpGet: {path: '/livez', port: 8080}, periodSeconds: 1};
const blind = {...rest, livenessProbe: livez, startupProbe: livez};
const zoneB = {nodeSelector: {'topology.kubernetes.io/zone': 'b'}};
const notInC = {matchExpressions: [{key: 'topology.kubernetes.io/zone', operator: 'NotIn', values: ['c']}]};
const affinity = {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [notInC]}}};
const onNodes = (...nodes: readonly string[]): Pick<Changes, 'rewrite'> => ({
  rewrite: (body) => {
    const index =
      body.kind === 'object' && body.object.kind === 'Pod'
        ? [one, two, three].findIndex(({uid}) => uid === body.object.metadata.uid)
        : -1;
    return body.kind !== 'object' || index < 0
      ? body
      : {...body, object: {...body.object, spec: {...body.object.spec, nodeName: nodes[index] ?? ''}}};
  },
});

/** Twins that are caught and have no fix: which of their paths says that they can serve is not known. */
const nobodyKnows = new Set(['pod-kill-no-readiness', 'rolling-update-no-readiness']);

/** How each twin's trial would look. */
const twins: Readonly<Record<string, Changes>> = {
  'pod-kill-one-replica': {...containerKill(), ...objects({replicas: 1}), outcome: failing(65_200, 67_000)},
  'pod-kill-no-graceful-stop': {...podDelete(), ...objects(), outcome: failing(65_200, 65_900, 3)},
  'pod-kill-no-readiness': {
    ...podDelete({}, 500),
    ...objects({}, {containers: [blind]}),
    outcome: failing(65_600, 66_500, 3),
  },
  'node-kill-one-replica': {...powerOff(), ...objects({replicas: 1}), outcome: failing(62_100, 78_000)},
  'node-kill-all-on-one-node': {
    ...powerOff(),
    ...objects({}, zoneB),
    ...onNodes('n3', 'n3', 'n3'),
    outcome: failing(62_100, 78_000),
  },
  'zone-outage-spread-over-hosts': {
    ...powerOff({nodes: ['n1', 'n2'], lost: [one, two]}),
    ...objects({}, {affinity}),
    ...onNodes('n1', 'n2', 'n3'),
  },
  'node-drain-no-budget': {
    ...evictions([
      [one, 201],
      [two, 201],
      [three, 201],
    ]),
    ...budgets(),
  },
  'node-drain-max-unavailable-zero': {...stuckDrain(), ...budgets(budgetOver('gateway', {maxUnavailable: 0}))},
  'node-drain-min-available-equals-replicas': {...stuckDrain(), ...budgets(budgetOver('gateway', {minAvailable: 3}))},
  'node-drain-two-budgets': {
    ...stuckDrain(500, 'This pod has more than one PodDisruptionBudget', ''),
    ...budgets(budgetOver('gateway'), budgetOver('gateway', {}, 'second')),
  },
  'rolling-update-no-graceful-stop': {...rollOut(), ...objects(), outcome: failing(63_200, 63_900, 3)},
  'rolling-update-no-readiness': {
    ...rollOut(500),
    ...objects({}, {containers: [blind]}),
    outcome: failing(63_600, 64_500, 3),
  },
  'rolling-update-max-unavailable-all': {
    ...rollOutAtOnce(),
    ...objects({strategy: {rollingUpdate: {maxUnavailable: '100%'}}}),
    outcome: failing(63_300, 65_000),
  },
};

for (const [name, changes] of Object.entries(twins)) {
  test(`${name}: fails by the check, the object and the path that its profile names`, async (t) => {
    const {expect} = await loadProfile(join('demo/twins', name, 'seatrial.yaml'));
    if (expect === undefined) throw new Error('A twin without an expectation');
    const scenario = good[expect.scenario] ?? {};
    const trial = judge(memoryTrial({checks: scenario.checks ?? [], subject, ...changes}));
    t.is(trial.verdict, 'fail');
    const caught = trial.findings.find((finding) => isExpected(finding, expect));
    t.truthy(
      caught,
      trial.findings
        .flatMap(({check, verdict, of, fix, sentence}) =>
          verdict === 'fail' ? [`${check} ${of?.kind}/${of?.name} ${fix?.path}: ${sentence}`] : [],
        )
        .join('\n'),
    );
    t.true((caught?.margin?.value ?? 0) < 0);
    t.is(caught?.fix === undefined, nobodyKnows.has(name));
  });
}
