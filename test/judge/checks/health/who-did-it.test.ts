import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {first, found, merged, said, worst} from '../../expect.ts';
import {endedWith, killingOf, toldOf} from '../../histories/endings.ts';
import type {Changes} from '../../histories/memory.ts';
import {liveness, lonely, longLoss, loss, pause, probed, restarts, slowBoot} from '../../histories/probes.ts';
import {one, three, two} from '../../histories/scenes.ts';
import {kernelLine, podOf} from '../../histories/survival.ts';

type Timed = readonly [number, EventBody];

const open = {tcpSocket: {port: 8080}};
/** Liveness asks what readiness asks, and something else asks the process alone: a fix is known. */
const identical = {livenessProbe: {httpGet: {path: '/ready', port: 8080}}, startupProbe: liveness};
const restarted = (pod: typeof one): EventBody => podOf(pod, {restarts: 1, ready: false, reason: 'Error'});
/** Every gateway restarts, as `body` has it. */
const all = (tMs: number, body: (pod: typeof one) => EventBody): readonly Timed[] =>
  [one, two, three].map((pod, index) => [tMs + index * 100, body(pod)]);
/** Every container that ended gave up by itself. */
const givenUp = (changes: Changes): Changes => ({
  ...changes,
  rewrite: (before) => {
    const body = changes.rewrite?.(before) ?? before;
    return JSON.stringify(body).includes('lastState') ? endedWith(body, 1) : body;
  },
});

test('a process that gives up while its database is away is not restarted by liveness: no other probe mends that', (t) => {
  const died = all(74_000, (pod) => endedWith(restarted(pod), 1));
  for (const probes of [identical, {livenessProbe: liveness}, {livenessProbe: undefined}]) {
    const finding = first(t, merged('liveness-holds', probed(loss('hard', died), probes)), 'fail');
    t.regex(finding.sentence, /3 restarts in 3 pods.*; it was ended by its own process \(Error, exit code 1\)$/);
    t.notRegex(said(finding), /liveness asks|Liveness:/);
    t.is(finding.fix, undefined);
  }
  const byLiveness = first(t, merged('liveness-holds', probed(loss('hard', restarts(74_000)), identical)), 'fail');
  t.truthy(byLiveness.fix, 'the same, when it was liveness');
});

test('a restart of which nobody says who did it is a fail without a cause; one word of a kubelet is enough', (t) => {
  const silent = all(74_000, restarted);
  const finding = first(t, merged('liveness-holds', probed(loss('hard', silent), identical)), 'fail');
  t.regex(finding.sentence, /; who ended it is not known$/);
  t.is(finding.fix, undefined);
  const told = loss('hard', [...silent, [73_500, killingOf(three)]]);
  t.regex(first(t, merged('liveness-holds', probed(told, identical)), 'fail').sentence, /the very question/);
});

test('what went with its pod is no restart that liveness should have held back', (t) => {
  const asked = all(74_000, (pod) => podOf(pod, {restarts: 1, ready: false, ending: true, reason: 'Error'}));
  const findings = merged('liveness-holds', probed(loss('hard', asked, undefined, longLoss), identical));
  t.deepEqual(
    findings.filter(({verdict}) => verdict === 'fail'),
    [],
  );
});

test('what a fault left behind is not charged to the surge alone', (t) => {
  const later = merged('liveness-holds', probed({...loss('hard', [], undefined, longLoss), also: restarts(105_000)}));
  const surge = later.find(({check}) => check === 'liveness-holds/surge');
  t.is(surge?.verdict, 'pass');
  const before = {...loss('hard', [], undefined, longLoss), also: all(45_000, (pod) => endedWith(restarted(pod), 1))};
  t.regex(
    said(first(t, merged('liveness-holds', probed(before)), 'fail')),
    /3 containers restarted\ngateway-abc-1, container app: ended by its own process \(Error, exit code 1\)/,
  );
});

test('liveness that did fire was liveness, whatever its prediction says: a full queue refuses an open port', (t) => {
  const fired = {...pause(), also: [[76_500, killingOf(one)]] as const};
  const finding = first(t, merged('liveness-restarts', probed(fired, {livenessProbe: open})), 'pass');
  t.regex(finding.sentence, /liveness \(tcpSocket 8080\) restarted it after 12\.4 s, as its kubelet says/);
  const sooner = {...pause({goneMs: null, restartMs: 68_000}), also: [[67_500, killingOf(one)]] as const};
  t.is(worst(merged('liveness-restarts', probed(sooner))), 'pass', 'sooner than predicted');
  const late = {...pause({restartMs: 85_500, undoneMs: 86_000}), also: [[80_000, killingOf(one)]] as const};
  t.is(worst(merged('liveness-restarts', probed(late))), 'fail', 'later than predicted');
  const other = toldOf(one, 'Killing', 'Stopping container app');
  const silent = {...pause(), also: [[76_500, other]] as const};
  t.is(worst(merged('liveness-restarts', probed(silent, {livenessProbe: open}))), 'inconclusive');
});

test('a restart in time that something else did is not liveness’s', (t) => {
  const own = first(t, merged('liveness-restarts', givenUp(probed(pause()))), 'inconclusive');
  t.is(own.because, 'foreign-change');
  t.regex(own.sentence, /after 12\.4 s: it was ended by its own process \(Error, exit code 1\)/);
  const killed = {...probed(pause()), also: [[77_400, kernelLine(one)]] as const};
  t.regex(
    first(t, merged('liveness-restarts', killed), 'inconclusive').sentence,
    /it was ended by the kernel, for want of memory/,
  );
});

test('a pod that left with the end of its container was not taken out by its readiness', (t) => {
  const left = (goneMs: number, probes: Parameters<typeof probed>[1], also: readonly Timed[]) =>
    merged('readiness-follows', probed({...lonely({goneMs}), also}, probes));
  const died = (tMs: number): readonly Timed[] => [[tMs, endedWith(restarted(one), 1)]];
  const none = first(t, left(78_000, {readinessProbe: undefined}, died(77_950)), 'fail');
  t.regex(
    said(none),
    /was sent requests for 12\.9 s, until something else took it out: it has no readiness probe\n.*\nIt left by the end of its container app by its own process/,
  );
  t.is(none.measuredMs, undefined, 'nothing of readiness was measured');
  const early = first(t, left(78_000, {livenessProbe: liveness}, died(77_950)), 'inconclusive');
  t.is(early.because, 'foreign-change');
  t.regex(early.sentence, /by the end of its container app .*, before its readiness had to act/);
  const late = first(t, left(84_000, {livenessProbe: liveness}, died(83_950)), 'fail');
  t.regex(late.sentence, /for 18\.9 s, until something else took it out: readiness .* does not ask/);
  const unready = podOf(one, {ready: false});
  t.like(first(t, left(71_000, {livenessProbe: liveness}, [[70_950, unready]]), 'pass'), {measuredMs: 5900});
});

test('a pod that hangs and whose own end was asked for says nothing of its readiness', (t) => {
  const left = (also: Timed) => merged('readiness-removes', {...probed(pause()), also: [also]});
  const asked = first(t, left([69_450, podOf(one, {ending: true})]), 'inconclusive');
  t.is(asked.because, 'foreign-change');
  t.regex(asked.sentence, /after 4\.4 s by the end of the pod, which was asked for, before readiness did/);
  t.is(worst(left([69_450, podOf(one, {ready: false})])), 'pass');
  t.is(
    worst(left([69_450, restarted(one)])),
    'fail',
    'its container ended in the time of readiness, by liveness for all that is known',
  );
  const own = left([69_450, endedWith(restarted(one), 1)]);
  t.regex(first(t, own, 'inconclusive').sentence, /by its own process .*, before its readiness had to act/);
  const late = merged('readiness-removes', {
    ...probed(pause({goneMs: 76_000})),
    also: [[75_950, endedWith(restarted(one), 1)]],
  });
  t.regex(first(t, late, 'fail').sentence, /readiness .* did not act/);
});

test('a boot that ended by itself was killed by no probe', (t) => {
  const boot = (changes: Changes) =>
    found('slow-start-unharmed', changes).find(({check}) => check === 'slow-start-unharmed');
  const killed = probed(slowBoot({killedMs: 75_000}), {livenessProbe: liveness});
  t.is(boot(killed)?.verdict, 'fail', 'nobody says who: its kubelet is the likeliest');
  t.like(boot(givenUp(killed)), {verdict: 'inconclusive', because: 'foreign-change'});
  const told = {...killed, also: [[74_500, killingOf(one)]] as const};
  t.regex(said(boot(told) ?? first(t, [], 'fail')), /The first kill: by liveness \(Error, exit code 137\)/);
});
