import test from 'ava';
import {first, found, merged, worst} from '../../expect.ts';
import {drain, powerOff, two} from '../../histories/scenes.ts';
import {eventOf, faultOf, sentinelOf} from '../../histories/objects.ts';
import type {Changes} from '../../histories/memory.ts';

test('host: the sentinel of a node that was switched off is left out until it answers again, all others count', (t) => {
  t.is(worst(found('host', powerOff())), 'pass');
  const other = [[70_000, sentinelOf('n4', 3)]] as const;
  t.is(first(t, found('host', {...powerOff(), also: other}), 'inconclusive').because, 'host-noisy');
  const again = [[95_000, sentinelOf('n3', 3)]] as const;
  t.is(worst(found('host', {...powerOff(), also: again})), 'inconclusive', 'it had come back before');
});

test('host: while a node starts again the whole machine is busy with it; before and after, the same trouble counts', (t) => {
  const at = (tMs: number) => worst(found('host', {...powerOff(), also: [[tMs, sentinelOf('n4', 3)]]}));
  t.deepEqual([74_000, 79_000, 84_000].map(at), ['inconclusive', 'pass', 'inconclusive']);
  const begun = [[73_500, faultOf('power-off', 'undoing')]] as const;
  t.is(
    worst(found('host', {...powerOff(), also: [...begun, [74_000, sentinelOf('n4', 3)]]})),
    'pass',
    'from the moment it is switched on',
  );
});

/** The gateway on n3 is reached again only from some time on. */
const reached = (fromMs: number): Changes => ({
  rewrite: (body) => {
    if (body.kind !== 'answer' || body.step !== 'entry-pod' || body.answer.of?.uid !== two.uid) return body;
    const {tMs, ...counted} = body.answer.answer as {readonly tMs: number; readonly passiveOpens: number};
    // From its return on its counter begins at zero, and moves with the probes alone until it is reached.
    const opens = tMs < 78_000 ? counted.passiveOpens : (tMs - 78_000) / 1000 + Math.max(0, tMs - fromMs) / 125;
    return {...body, answer: {...body.answer, answer: {...counted, passiveOpens: opens, tMs}}};
  },
});

test('capacity: a pod that is ready and that no connection reaches is the cluster; from then on the clock runs', (t) => {
  const failing = (to: number) => (tMs: number, index: number) =>
    tMs > 78_000 && tMs < to && index % 3 === 0 ? ('timed-out' as const) : ('ok' as const);
  const late = {...powerOff(), ...reached(100_000), outcome: failing(101_000)};
  const finding = first(t, found('capacity-restored', late), 'pass');
  t.true(finding.windowMs[0] > 100_000 && finding.windowMs[0] < 103_000);
  t.is(
    found('stays-up', {...late, subject: {bounds: {faultBudgetShare: 0.001}}}).find(
      ({check}) => check === 'stays-up/cost',
    )?.verdict,
    'pass',
  );
  const soon = first(
    t,
    found('capacity-restored', {...powerOff(), ...reached(81_000), outcome: failing(101_000)}),
    'fail',
  );
  t.is(soon.windowMs[0], 80_200);
  t.is(
    first(
      t,
      found('capacity-restored', {...powerOff(), ...reached(999_000), outcome: failing(140_000)}),
      'inconclusive',
    ).because,
    'host-noisy',
  );
});

test("host: a drained node's sentinel goes on, and its failures are the machine's", (t) => {
  t.is(worst(found('host', drain())), 'pass');
  t.is(worst(found('host', {...drain(), also: [[67_000, sentinelOf('n1', 2)]]})), 'inconclusive');
});

test("host: a kubelet's failed probe of a sentinel counts, unless its node is away", (t) => {
  const probe = (host: string) => {
    const event = eventOf(
      {reason: 'Unhealthy', source: {host}, involvedObject: {name: 'sentinel-x', namespace: 'other'}},
      'other',
    );
    return {also: [[79_000, event]]} as const;
  };
  t.is(worst(found('host', {...powerOff(), ...probe('n3')})), 'pass');
  t.is(worst(found('host', {...powerOff(), ...probe('n2')})), 'inconclusive');
});

test('stays-up: what fails while a lost node comes back and its sentinel is silent is the cluster; later it is the subject', (t) => {
  const failing = (from: number, to: number) => (tMs: number, index: number) =>
    tMs > from && tMs < to && index % 3 !== 0 ? ('timed-out' as const) : ('ok' as const);
  const cost = (outcome: (tMs: number, index: number) => 'timed-out' | 'ok') =>
    found('stays-up', {
      ...powerOff({sentinelMs: 88_000, backMs: 89_000}),
      outcome,
      subject: {bounds: {faultBudgetShare: 0.001}},
    }).find(({check}) => check === 'stays-up/cost');
  t.is(cost(failing(78_000, 88_000))?.verdict, 'pass');
  t.is(cost(failing(62_100, 78_000))?.verdict, 'fail');
  t.is(
    worst(
      found('availability', {
        ...powerOff({undoneMs: 89_000, sentinelMs: 100_000, backMs: 101_000}),
        outcome: failing(90_000, 100_000),
      }),
    ),
    'pass',
  );
});

test('stays-up: several injections are judged apart, each until the next one', (t) => {
  const target = {kind: 'pod', name: 'gateway-abc-1', namespace: 'shop', uid: 'u', node: 'n1'};
  const kill = (step: string, atMs: number) =>
    [
      [atMs, faultOf(step, 'marked', {fault: 'pod-delete', targets: [target]})],
      [atMs + 100, faultOf(step, 'injected')],
      [atMs + 500, faultOf(step, 'proved')],
      [atMs + 600, faultOf(step, 'undone')],
    ] as const;
  const scene = {
    steps: ['one', 'two'].map((name) => ({name, what: 'pod-delete'})),
    events: [...kill('one', 65_000), ...kill('two', 78_000)],
  };
  const outcome = (tMs: number) => (tMs > 80_000 && tMs < 82_000 ? ('refused' as const) : ('ok' as const));
  const findings = merged('stays-up', {scene, outcome});
  t.deepEqual(
    findings.map(({check, verdict, windowMs}) => [
      check,
      verdict,
      Math.round(windowMs[0] / 1000),
      Math.round(windowMs[1] / 1000),
    ]),
    [
      ['stays-up', 'pass', 64, 77],
      ['stays-up/cost', 'pass', 64, 77],
      ['stays-up', 'fail', 80, 82],
      ['stays-up/cost', 'pass', 77, 90],
    ],
  );
  t.regex(
    findings[2]?.sentence ?? '',
    /During two the service was down: nothing succeeded for 2 s from 80 s on; 240 of \d+ requests failed \(240 refused/,
  );
});

test('stays-up: an A/A trial is judged by the same measures; a gap that control had too is not charged', (t) => {
  const scene = {steps: [], events: []};
  const findings = merged('stays-up', {scene});
  t.is(worst(findings), 'pass');
  t.regex(findings[0]?.sentence ?? '', /During the stage without a fault the service stayed up/);
  const down = (tMs: number) =>
    tMs % 30_000 > 10_000 && tMs % 30_000 < 12_000 ? ('refused' as const) : ('ok' as const);
  t.is(first(t, found('stays-up', {scene, outcome: down}), 'inconclusive').because, 'not-steady');
});

test('stays-up: one replica is the thing to change', (t) => {
  const outcome = (tMs: number) => (tMs > 65_300 && tMs < 67_000 ? ('refused' as const) : ('ok' as const));
  const alone = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'gateway', namespace: 'shop'},
    spec: {replicas: 1, template: {spec: {containers: []}}},
  };
  const finding = first(t, found('stays-up', {outcome, deploy: {objects: [alone]}}), 'fail');
  t.deepEqual([finding.of, finding.fix?.path], [{kind: 'Deployment', name: 'gateway'}, 'spec.replicas']);
  t.regex(finding.sentence, /it has one replica/);
});

test('gaps: on a lost node they are explained until it is back, also when its readers fail again meanwhile', (t) => {
  const gap = (fromMs: number, tMs: number) =>
    ({also: [[tMs, {kind: 'gap', channel: 'node', of: {kind: 'Node', name: 'n3'}, fromMs}]]}) as const;
  t.is(worst(found('gaps', {...powerOff(), ...gap(62_500, 79_000)})), 'pass');
  t.is(worst(found('gaps', {...powerOff(), ...gap(78_500, 79_500)})), 'pass');
  t.is(worst(found('gaps', {...powerOff(), ...gap(95_000, 99_000)})), 'inconclusive');
});
