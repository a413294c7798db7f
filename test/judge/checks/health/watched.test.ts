import test from 'ava';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import type {Finding} from '../../../../src/judge/finding.ts';
import {first, found, merged, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {liveness, lonely, loss, pause, probed, slowBoot} from '../../histories/probes.ts';

/** What a check says of gateways with such probes. */
const said = (check: Parameters<typeof merged>[0], changes: Changes, probes: Readonly<Record<string, Json>>) =>
  merged(check, probed(changes, probes)).filter((finding) => finding.check === check);
const verdicts = (findings: readonly Finding[]) => findings.map(({verdict, because}) => because ?? verdict);

const every = (periodSeconds: number, more: object = {}): Json => ({
  httpGet: {path: '/ready', port: 8080},
  periodSeconds,
  failureThreshold: 3,
  ...more,
});

test('readiness that is slower than liveness did not take the pod out: its death did', (t) => {
  // Readiness needs 21 to 33 s; liveness restarted the container after 12.4 s, and so it left the services.
  const finding = first(
    t,
    said('readiness-removes', pause({goneMs: null}), {livenessProbe: liveness, readinessProbe: every(10)}),
    'fail',
  );
  t.regex(
    finding.sentence,
    /readiness \(httpGet \/ready, 21 s to 33 s\) is slower than what restarted it after 12\.4 s/,
  );
});

test('a pod that left sooner than its readiness can act was taken out by something else', (t) => {
  const changes = pause({goneMs: 70_000, restartMs: 86_000, undoneMs: 88_000});
  const finding = first(t, said('readiness-removes', changes, {readinessProbe: every(10)}), 'inconclusive');
  t.is(finding.because, 'foreign-change');
});

test('a pause that ended before readiness could act says nothing of it', (t) => {
  const changes = pause({goneMs: null, restartMs: null, undoneMs: 78_000});
  const [finding] = said('readiness-removes', changes, {readinessProbe: every(10)});
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
  t.regex(finding?.sentence ?? '', /it takes 21 s to 33 s \(predicted\), and it was watched for 12\.8 s/);
});

test('liveness that did not have the time to act has not held', (t) => {
  // 3 × 30 s: it may fire up to 101 s after the loss, which is held for 24 s here.
  const database = {livenessProbe: every(30), readinessProbe: every(30)};
  const changes = loss('hard', [], undefined, [62_000, 86_000]);
  const findings = said('liveness-holds', changes, database);
  t.deepEqual(verdicts(findings), ['not-exercised']);
  t.regex(findings[0]?.sentence ?? '', /Deployment\/gateway, container app was not restarted, but .* 60 s to 101 s/);
});

test('readiness that did not have the time to act has not stayed', (t) => {
  const changes = loss('soft', [], undefined, [62_000, 86_000]);
  const [finding] = said('degrades', changes, {readinessProbe: every(15)});
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
});

test('an honest readiness that could not be seen to act does not lie', (t) => {
  const [finding] = said('readiness-follows', lonely(), {readinessProbe: every(15)});
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
  t.deepEqual(finding?.predictedMs, [30_000, 58_000]);
});

test('what can never act was watched long enough at once: no probe, and one that sees an open port', (t) => {
  const short = [65_000, 67_000] as const;
  const open = {tcpSocket: {port: 8080}};
  t.is(worst(said('liveness-holds', loss('hard', [], undefined, short), {livenessProbe: open})), 'pass');
  t.is(worst(said('degrades', loss('soft', [], undefined, short), {readinessProbe: open})), 'pass');
});

test('an initial delay counts from the start of the container: liveness that has not asked yet did not fail to act', (t) => {
  // The container started at 1 s and is asked first at 121 s; paused from 65.1 to 119 s.
  const java = {livenessProbe: every(10, {initialDelaySeconds: 120})};
  const changes = pause({restartMs: null, undoneMs: 119_000});
  const [finding] = said('liveness-restarts', changes, java);
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
  t.deepEqual(finding?.predictedMs, [121_000 - 65_100 + 26_000, 122_000 - 65_100 + 39_000]);
});

test('an initial delay counts from the start of the container: a restart exactly as configured is in time', (t) => {
  // Asked first at 91 s: failed at 96 to 98 s, killed after a grace of 5 s.
  const delayed = {livenessProbe: every(2, {initialDelaySeconds: 90})};
  const changes = pause({goneMs: 69_500, restartMs: 101_500, undoneMs: 102_000});
  const finding = first(t, said('liveness-restarts', changes, delayed), 'pass');
  t.deepEqual(finding.predictedMs, [91_000 - 65_100 + 10_000, 92_000 - 65_100 + 15_000]);
  t.is(worst(said('liveness-restarts', pause({restartMs: 80_000, undoneMs: 82_000}), delayed)), 'inconclusive');
});

test('a container of which the API does not say when it started is not predicted where a delay counts from it', (t) => {
  const changes = probed(pause(), {livenessProbe: every(2, {initialDelaySeconds: 5})});
  const {rewrite} = changes;
  const unseen: Changes = {
    ...changes,
    rewrite: (body) => JSON.parse(JSON.stringify(rewrite?.(body) ?? body).replaceAll('startedAt', 'since')),
  };
  const [finding] = found('liveness-restarts', unseen);
  t.like(finding, {verdict: 'inconclusive', because: 'not-predicted'});
  t.regex(finding?.sentence ?? '', /the model does not know when container app started/);
});

test('what would take longer than a fault is held says how to allow it', (t) => {
  // A grace of ten minutes: restarted after up to 10 min 10 s.
  const patient = {livenessProbe: every(2, {terminationGracePeriodSeconds: 600})};
  const [finding] = said('liveness-restarts', pause({restartMs: null, undoneMs: 89_000}), patient);
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
  t.regex(finding?.sentence ?? '', /--patience 11 allows it/);
});

test('a killed boot is only ruled out beyond the time at which liveness would end it', (t) => {
  const boot = (probes: Readonly<Record<string, Json>>) =>
    said('slow-start-unharmed', slowBoot(), probes).map(({verdict, because}) => because ?? verdict);
  // Held for 13.5 s: liveness of 3 × 5 s ends a boot after 10 to 16 s.
  t.deepEqual(boot({livenessProbe: every(5)}), ['not-exercised']);
  t.deepEqual(boot({livenessProbe: every(2)}), ['pass'], 'it had the time, and did nothing');
  t.deepEqual(
    boot({livenessProbe: every(10, {initialDelaySeconds: 60})}),
    ['pass'],
    'the boot was shorter than allowed',
  );
  t.deepEqual(boot({livenessProbe: every(2), startupProbe: every(1, {failureThreshold: 60})}), ['pass']);
});

test('a boot is only known to be sent nothing once the services had the time to send it something', (t) => {
  const traffic = merged('slow-start-unharmed', probed(slowBoot(), {readinessProbe: every(15)})).find(
    ({check}) => check === 'slow-start-unharmed/traffic',
  );
  t.like(traffic, {verdict: 'inconclusive', because: 'not-exercised'});
});
