import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {fixYaml} from '../../../../src/report/parts/fix-text.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {pods} from '../../histories/survival.ts';
import {pause, liveness, lonely, longLoss, loss, probed, restarts, slowBoot} from '../../histories/probes.ts';
import {nothingDone, one} from '../../histories/scenes.ts';
import {eventOf, sliceOf} from '../../histories/objects.ts';

const names = [
  'liveness-restarts',
  'readiness-removes',
  'liveness-holds',
  'readiness-follows',
  'degrades',
  'fails-fast',
  'recovers',
  'slow-start-unharmed',
] as const;
for (const name of names) {
  test(`${name}: nothing, and a killed run, are not judged`, (t) => neverPassesWithout(t, name));
  test(`${name}: without a fault of its kind there is nothing to judge`, (t) => {
    const found_ = found(name, nothingDone).filter(({check}) => check === name);
    t.true(found_.every(({verdict}) => verdict === 'inconclusive'));
  });
}

const noisy = () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0});

test('liveness restarts what hangs within its prediction; cut off, or too late by a busy machine, it is undecided', (t) => {
  const finding = first(t, merged('liveness-restarts', probed(pause())), 'pass');
  t.deepEqual(finding.predictedMs, [10_000, 15_000]);
  t.is(finding.measuredMs, 12_400);
  t.regex(finding.sentence, /httpGet \/livez/);
  const late = probed(pause({restartMs: 85_500, undoneMs: 86_000}));
  t.is(worst(merged('liveness-restarts', late)), 'fail');
  t.is(worst(merged('liveness-restarts', {...late, sentinel: noisy})), 'inconclusive');
  t.is(worst(merged('liveness-restarts', {...probed(pause()), until: 72_000})), 'inconclusive');
  t.is(
    first(t, merged('liveness-restarts', probed(pause({restartMs: 68_000}))), 'inconclusive').because,
    'foreign-change',
  );
});

test('no restart: an open port, a command, nothing at all; the time-outs and the fix are told, on a busy machine too', (t) => {
  const never = (livenessProbe: Json | undefined, undoneMs = 89_000) =>
    probed(pause({restartMs: null, undoneMs}), {livenessProbe});
  const cases = [
    [
      {tcpSocket: {port: 8080}},
      /liveness \(tcpSocket 8080\) only sees an open port.*paused for 23\.8 s, 176 requests timed out, no restart/,
    ],
    [
      {exec: {command: ['test', '-e', '/x']}, periodSeconds: 2},
      /\(exec test -e \/x\) succeeds whatever the application does/,
    ],
    [undefined, /has no liveness probe/],
    [liveness, /did not act/],
  ] as const;
  for (const [probe, sentence] of cases) {
    const finding = first(t, merged('liveness-restarts', {...never(probe), sentinel: noisy}), 'fail');
    t.regex(finding.sentence, sentence);
    // Why a request did not act nobody knows.
    t.is(finding.fix?.path, probe === liveness ? undefined : 'spec.template.spec.containers[0].livenessProbe');
    t.is(finding.of?.container, 'app');
  }
  t.is(first(t, merged('liveness-restarts', never(liveness, 74_000)), 'inconclusive').because, 'not-exercised');
  t.is(
    first(t, merged('liveness-restarts', probed(pause(), {livenessProbe: {tcpSocket: {port: 8080}}})), 'inconclusive')
      .because,
    'foreign-change',
  );
});

test('PID 1 alone proves nothing of a probe', (t) => {
  const partly = probed(pause({restartMs: null, options: {processes: 'first'}, running: ['8:2']}));
  for (const check of ['liveness-restarts', 'readiness-removes'] as const)
    t.like(first(t, found(check, partly), 'pass'), {uncounted: 'not-applicable'});
  const alone = probed(pause({restartMs: null, undoneMs: 89_000, options: {processes: 'first'}}));
  t.is(worst(found('liveness-restarts', alone)), 'fail');
});

test('readiness takes a pod that hangs out before it is restarted', (t) => {
  const finding = first(t, merged('readiness-removes', probed(pause())), 'pass');
  t.deepEqual(finding.predictedMs, [3000, 6000]);
  t.is(worst(merged('readiness-removes', probed(pause({goneMs: 74_000})))), 'fail');
  t.is(worst(merged('readiness-removes', {...probed(pause({goneMs: 74_000})), sentinel: noisy})), 'inconclusive');
});

test('no readiness, or one that sees an open port: served until it was killed', (t) => {
  for (const readinessProbe of [undefined, {tcpSocket: {port: 8080}}]) {
    const finding = first(
      t,
      found('readiness-removes', probed(pause({goneMs: null}), {livenessProbe: liveness, readinessProbe})),
      'fail',
    );
    t.regex(finding.sentence, /was sent requests for 12\.4 s, until it was killed/);
    t.is(finding.fix?.path, 'spec.template.spec.containers[0].readinessProbe');
  }
  const sooner = probed(pause({goneMs: 67_000}), {livenessProbe: liveness, readinessProbe: undefined});
  t.is(first(t, found('readiness-removes', sooner), 'inconclusive').because, 'foreign-change');
});

test('liveness keeps quiet while a dependency is away', (t) => {
  t.is(worst(merged('liveness-holds', probed(loss('hard', [], undefined, longLoss)))), 'pass');
  const finding = first(
    t,
    merged(
      'liveness-holds',
      probed(loss('hard', restarts(74_000)), {livenessProbe: {httpGet: {path: '/ready', port: 8080}}}),
    ),
    'fail',
  );
  t.regex(
    said(finding),
    /While Redis was away, Deployment\/gateway, container app was restarted, .*: 3 restarts in 3 pods.*the very question that readiness asks\nStep: hard\n/,
  );
  t.is(finding.fix, undefined, 'which path asks the process alone nobody knows');
  const known = {livenessProbe: {httpGet: {path: '/ready', port: 8080}}, startupProbe: liveness};
  const {fix} = first(t, merged('liveness-holds', probed(loss('hard', restarts(74_000)), known)), 'fail');
  t.is(fix?.path, 'spec.template.spec.containers[0].livenessProbe');
  t.is(fix === undefined ? '' : fixYaml(fix), 'livenessProbe:\n  httpGet:\n    path: /livez');
  t.is(worst(merged('liveness-holds', {...probed(loss('hard', restarts(74_000))), sentinel: noisy})), 'inconclusive');
});

test('a restart at the surge alone is told as such', (t) => {
  const finding = first(t, merged('liveness-holds', probed({...loss('hard'), also: restarts(45_000)})), 'fail');
  t.is(finding.check, 'liveness-holds/surge');
});

test('ten bad seconds of the machine do not undo the time in which liveness could have acted at the surge; less than that is undecided', (t) => {
  const busy = (from: number, to: number) => (tMs: number) =>
    tMs >= from && tMs < to ? noisy() : {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
  const at = (from: number, to: number) =>
    merged('liveness-holds', {...probed(loss('hard')), sentinel: busy(from, to)}).find(
      ({check}) => check === 'liveness-holds/surge',
    );
  t.like(at(50_000, 60_000), {verdict: 'pass', seenIn: [[30_000, 49_999]]});
  t.is(at(30_000, 60_000)?.verdict, 'inconclusive');
  t.is(at(35_000, 55_000)?.verdict, 'inconclusive', 'two stretches, each too short');
});

test('a replica that cannot serve leaves the services, or it lies', (t) => {
  t.like(first(t, merged('readiness-follows', probed(lonely({goneMs: 71_000}))), 'pass'), {measuredMs: 5900});
  const lying = first(
    t,
    merged('readiness-follows', probed(lonely(), {readinessProbe: {tcpSocket: {port: 8080}}})),
    'fail',
  );
  t.regex(
    said(lying),
    /gateway-abc-1 could not serve.*only sees an open port\nAsked directly, it answered 0 of 14 requests well, 14 times status 503/,
  );
  t.is(lying.fix, undefined, 'which path follows its health nobody knows');
  t.regex(
    said(first(t, found('readiness-follows', probed(lonely({status: 0}))), 'fail')),
    /does not ask whether it can serve\n.*14 times nothing within 1 s/,
  );
});

test('a replica that serves on without its dependencies does not lie; where it declares none that is hard there is nothing to ask', (t) => {
  const declares = (need: 'hard' | 'soft') => ({
    subject: {dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster' as const, need}]},
  });
  for (const serving of [lonely({status: 200}), lonely({every: 3})]) {
    const hard = found('readiness-follows', {...probed(serving), ...declares('hard')});
    t.is(first(t, hard, 'inconclusive').because, 'not-exercised');
    for (const one of [{}, declares('soft')])
      t.is(first(t, found('readiness-follows', {...probed(serving), ...one}), 'pass').uncounted, 'not-applicable');
  }
  t.is(
    worst(found('readiness-follows', probed(lonely()))),
    'fail',
    'one that does not serve lies, whatever is declared',
  );
  const unasked = {...probed(lonely()), without: ({kind}: {readonly kind: string}) => kind === 'answer'};
  t.is(first(t, found('readiness-follows', unasked), 'inconclusive').because, 'too-few-samples');
});

test('without a soft dependency all replicas stay, and the service is never silent', (t) => {
  t.is(worst(merged('degrades', loss('soft', [], undefined, longLoss))), 'pass');
  const left = first(t, merged('degrades', loss('soft', [[70_000, sliceOf(pods, [one])]])), 'fail');
  t.regex(left.sentence, /Without Redis, a soft dependency, 1 replica of 3 left the services 4\.9 s after/);
  const silent = (tMs: number): Outcome => (tMs > 66_000 && tMs < 68_000 ? 'status' : 'ok');
  t.regex(first(t, merged('degrades', loss('soft', [], silent)), 'fail').sentence, /was silent for 2 s/);
  t.is(worst(merged('degrades', {...loss('soft'), sentinel: noisy})), 'inconclusive');
});

test('a slow boot is left alone, and sent nothing', (t) => {
  t.is(worst(merged('slow-start-unharmed', probed(slowBoot()))), 'pass');
  const killed = first(
    t,
    merged('slow-start-unharmed', probed(slowBoot({killedMs: 75_000}), {livenessProbe: liveness})),
    'fail',
  );
  t.regex(
    said(killed),
    /is killed while it boots: 1 time in 13\.5 s; it has no startup probe.*\nLiveness: httpGet \/livez\nThe first kill: Error, exit code 137/,
  );
  t.is(killed.fix?.path, 'spec.template.spec.containers[0].startupProbe');
  // Killed, it has a successor that nobody holds: what that one is sent is not a boot's.
  const next = merged(
    'slow-start-unharmed',
    probed(slowBoot({killedMs: 75_000, servedMs: 78_000}), {livenessProbe: liveness}),
  );
  t.deepEqual(
    next.map(({check, verdict}) => [check, verdict]),
    [
      ['slow-start-unharmed', 'fail'],
      ['slow-start-unharmed/traffic', 'pass'],
    ],
  );
  // A grace period that outlasts the slow boot makes its kill no kindness.
  const event = eventOf({
    reason: 'Killing',
    message: 'Container gateway failed liveness probe, will be restarted',
    involvedObject: {uid: one.uid, fieldPath: `spec.containers{${one.container}}`},
  });
  const told = slowBoot({also: [[75_000, event]]});
  t.regex(
    said(first(t, merged('slow-start-unharmed', probed(told, {livenessProbe: liveness})), 'fail')),
    /1 time .*\n.*\nThe first kill: told to end/,
  );
  // Seen: the runtime's own first process was paused, and the kubelet waited for it until the undo.
  const unseen = first(t, merged('slow-start-unharmed', probed(slowBoot({startedMs: 81_000}))), 'inconclusive');
  t.is(unseen.because, 'not-exercised');
  const short = probed(slowBoot({killedMs: 75_000}), {
    livenessProbe: liveness,
    startupProbe: {httpGet: {port: 8080}, periodSeconds: 1},
  });
  t.is(
    first(t, merged('slow-start-unharmed', short), 'fail').fix?.path,
    'spec.template.spec.containers[0].startupProbe.failureThreshold',
  );
  const early = first(
    t,
    merged('slow-start-unharmed', probed(slowBoot({servedMs: 68_000}), {readinessProbe: undefined})),
    'fail',
  );
  t.is(early.check, 'slow-start-unharmed/traffic');
  t.regex(early.sentence, /it has no readiness probe/);
  t.is(
    worst(merged('slow-start-unharmed', {...probed(slowBoot({killedMs: 75_000})), sentinel: noisy})),
    'inconclusive',
  );
});
