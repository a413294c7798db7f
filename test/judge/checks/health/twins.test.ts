import {join} from 'node:path';
import test from 'ava';
import deadlock from '../../../../scenarios/deadlock.ts';
import dependencyLoss from '../../../../scenarios/dependency-loss.ts';
import lyingProbe from '../../../../scenarios/lying-probe.ts';
import slowStart from '../../../../scenarios/slow-start.ts';
import {isExpected} from '../../../../src/judge/suite/detection.ts';
import {judge} from '../../../../src/judge/judge.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {loadProfile} from '../../../../src/subject/profile/load.ts';
import {pods} from '../../histories/survival.ts';
import {sliceOf} from '../../histories/objects.ts';
import {allUnready, pause, liveness, lonely, loss, probed, restarts, slowBoot} from '../../histories/probes.ts';
import {memoryTrial, type Changes} from '../../histories/memory.ts';
import {checksOf} from '../../expect.ts';

const all: Readonly<Record<string, readonly string[]>> = {
  deadlock: checksOf(deadlock),
  'lying-probe': checksOf(lyingProbe),
  'dependency-loss': checksOf(dependencyLoss),
  'slow-start': checksOf(slowStart),
};

/** What acts at its first failure: the stage is long enough for the loss and the recovery from it. */
const quick = {httpGet: {path: '/livez', port: 8080}, periodSeconds: 1, failureThreshold: 1};

/** Two dependencies lost in turn would need a longer stage: the soft one is tried with the checks of the whole. */
const good: Readonly<Record<string, Changes>> = {
  deadlock: probed(pause()),
  'lying-probe': probed(lonely({goneMs: 69_000})),
  'dependency-loss': probed(loss('soft', [], undefined, [61_000, 78_000]), {
    livenessProbe: quick,
    readinessProbe: quick,
  }),
  'slow-start': probed(slowBoot()),
};

for (const [name, scene] of Object.entries(good)) {
  const changes = {
    ...scene,
    checks: all[name]?.filter((check) => name !== 'dependency-loss' || check !== 'fails-fast') ?? [],
  };

  test(`${name}: the good trial passes`, (t) => {
    const trial = judge(memoryTrial(changes));
    const told = trial.findings.flatMap(({verdict, uncounted, check, sentence}) =>
      verdict === 'pass' || uncounted ? [] : [`${check}: ${sentence}`],
    );
    t.is(trial.verdict, 'pass', told.join('\n'));
  });

  test(`${name}: cut off anywhere, the good trial neither passes nor fails`, (t) => {
    for (let until = 20_000; until < 142_000; until += 14_600) {
      const {verdict, findings} = judge(memoryTrial({...changes, until}));
      const failed = findings.flatMap((finding) =>
        finding.verdict === 'fail' && finding.uncounted === undefined ? [finding.sentence] : [],
      );
      t.is(verdict, 'inconclusive', `until ${until}: ${failed.join('; ')}`);
    }
  });
}

/** As in the demo: its startup probe asks the process alone. */
const startupProbe = {httpGet: {path: '/livez', port: 8080}, periodSeconds: 1};
const never = (livenessProbe: Json | undefined) =>
  probed(pause({restartMs: null, undoneMs: 89_000}), {livenessProbe, startupProbe});
const hanging = (tMs: number, index: number): Outcome =>
  tMs > 66_000 && tMs < 79_000 && index % 5 === 0 ? 'timed-out' : 'ok';

/** Twins that are caught and have no fix: no probe of theirs asks what readiness should, or no field of an object is wrong. */
const nobodyKnows = new Set(['lying-probe-open-port', 'lying-probe-pool-exhausted']);

/** How each twin's trial would look. */
const twins: Readonly<Record<string, Changes>> = {
  'deadlock-tcp-liveness': never({tcpSocket: {port: 8080}}),
  'deadlock-file-liveness': never({exec: {command: ['test', '-e', '/shop/package.json']}, periodSeconds: 2}),
  'deadlock-no-liveness': never(undefined),
  'deadlock-no-readiness': probed(pause({goneMs: null}), {livenessProbe: liveness, readinessProbe: undefined}),
  'lying-probe-open-port': probed(lonely(), {livenessProbe: liveness, readinessProbe: {tcpSocket: {port: 8080}}}),
  'dependency-loss-readiness-checks-database': probed(
    loss('hard', [...allUnready(68_900), [69_000, sliceOf(pods, pods)]], (tMs, index) =>
      tMs > 69_000 && tMs < 76_000 && index % 2 === 0 ? 'timed-out' : 'ok',
    ),
    {livenessProbe: liveness, readinessProbe: {httpGet: {path: '/orders', port: 8080}}},
  ),
  'lying-probe-identical-probes': probed(
    {...lonely({goneMs: 69_000}), also: restarts(77_000).slice(0, 2)},
    {livenessProbe: {httpGet: {path: '/ready', port: 8080}}, startupProbe},
  ),
  'lying-probe-pool-exhausted': {...probed(lonely({goneMs: 75_000})), outcome: hanging},
  'dependency-loss-liveness-checks-database': probed(loss('hard', restarts(74_000)), {
    livenessProbe: {httpGet: {path: '/orders', port: 8080}},
    startupProbe,
  }),
  'slow-start-no-startup-probe': probed(slowBoot({killedMs: 75_000})),
};

for (const [name, changes] of Object.entries(twins)) {
  test(`${name}: fails by the check and the path that its profile names`, async (t) => {
    const {expect} = await loadProfile(join('demo/twins', name, 'seatrial.yaml'));
    if (expect === undefined) throw new Error('A twin without an expectation');
    const trial = judge(memoryTrial({...changes, checks: all[expect.scenario] ?? []}));
    // The gateway of the history has one container, app.
    const object =
      expect.object.container === undefined ? expect.object : {kind: 'Deployment', name: 'gateway', container: 'app'};
    const caught = trial.findings.find((finding) => isExpected(finding, {...expect, object}));
    const failed = trial.findings.flatMap(({check, verdict, of, fix, sentence}) =>
      verdict === 'fail' ? [`${check} ${of?.kind}/${of?.name}/${of?.container} ${fix?.path}: ${sentence}`] : [],
    );
    t.is(trial.verdict, 'fail');
    t.truthy(caught, failed.join('\n'));
    t.true((caught?.margin?.value ?? 0) < 0);
    t.is(caught?.fix === undefined, nobodyKnows.has(name));
  });
}
