import test from 'ava';
import type {Prediction} from '../../../../src/forecast/prediction.ts';
import {never, unknown, within} from '../../../../src/forecast/prediction.ts';
import type {EventBody, HistoryEvent} from '../../../../src/history/events.ts';
import type {DeployFacts} from '../../../../src/history/facts.ts';
import type {History} from '../../../../src/history/history.ts';
import {hostSecond} from '../../../../src/history/records/host-seconds.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {checks} from '../../../../src/judge/checks/checks.ts';
import {judge} from '../../../../src/judge/judge.ts';
import {runCheck} from '../../../../src/judge/run-checks.ts';
import {nothing} from '../../histories/memory.ts';
import {sentinelOf} from '../../histories/objects.ts';
import {deployFacts, podOf, redis, trialFacts, victim} from '../../histories/survival.ts';

interface Late {
  readonly tookMs: number;
  readonly prediction?: Prediction;
  /** How many of ten answers of the sentinel fail each second; undefined: it is silent. */
  readonly failed?: number | undefined;
  /** The share of the machine that was stolen each second, where a fifth of it was used. */
  readonly stolen?: number;
  readonly pods?: readonly EventBody[];
  readonly of?: string;
}

/** A subject that was not ready when its start was given up. */
function late({
  tookMs,
  prediction,
  failed = 0,
  stolen = 0,
  pods = [podOf(victim, {ready: false})],
  of = 'gateway',
}: Late): History {
  const why = [{of: {kind: 'Deployment', name: of}, text: '2 of 3 ready'}];
  const start: DeployFacts['start'] = {
    ready: false,
    boundMs: tookMs,
    ...(prediction === undefined ? {} : {prediction}),
    tookMs,
    why,
  };
  const host = hostSecond({stealShare: stolen, busyShare: 0.2, psiSome10: null, load1: 1});
  const seconds = Array.from({length: Math.floor(tookMs / 1000)}, (_, second) =>
    [sentinelOf('n1', failed), host].map((body) => [5000 + second * 1000, body] as const),
  ).flat();
  const timed: readonly (readonly [number, EventBody])[] = [
    [0, {kind: 'trial', name: 't', is: 'begun', facts: trialFacts([]) as unknown as Json}],
    [4900, {kind: 'phase', name: 'deploy', is: 'begun'}],
    ...pods.map((pod) => [4950, pod] as const),
    ...(failed < 0 ? [] : seconds),
    [5000 + tookMs, {kind: 'phase', name: 'deploy', is: 'ended', facts: deployFacts({start}) as unknown as Json}],
    [5100 + tookMs, {kind: 'trial', name: 't', is: 'ended', facts: {status: 'completed'}}],
  ];
  const events = timed.map(([tMs, body], seq): HistoryEvent => ({seq, tMs, ...body}));
  return {...nothing(), events};
}

const said = (how: Late) => runCheck(late(how), 'starts', checks.starts, undefined)[0]?.finding;

test('what only takes longer than its probes allow fails, and not on a machine in trouble', (t) => {
  const slow = {tookMs: 100_000, prediction: within(0, 100_000)};
  t.like(said(slow), {verdict: 'fail', sentence: 'Deployment/gateway was not ready within 100 s: 2 of 3 ready'});
  const noisy = said({...slow, failed: 4});
  t.like(noisy, {verdict: 'inconclusive', because: 'host-noisy'});
  t.regex(noisy?.sentence ?? '', /the machine itself was in trouble in 10 of 10 times 10 s/);
  t.is(said({...slow, failed: -1})?.because, 'host-noisy', 'nothing was seen of it');
  t.is(said({tookMs: 100_000})?.verdict, 'fail', 'an older history waited for what was declared');
});

test('a machine that is stolen from has given some time: more than was declared fails, less does not', (t) => {
  const robbed = {tookMs: 60_000, stolen: 0.2};
  t.is(said({...robbed, prediction: within(0, 20_000)})?.verdict, 'fail');
  const undecided = said({...robbed, prediction: within(0, 40_000)});
  t.like(undecided, {verdict: 'inconclusive', because: 'host-noisy'});
  t.regex(undecided?.sentence ?? '', /in trouble in 6 of 6 times 10 s, and gave 30 s of that time/);
  t.is(
    said({...robbed, prediction: within(0, 20_000), failed: 4})?.verdict,
    'inconclusive',
    'nor did sentinels answer',
  );
});

test('what is given up before its probes say is not decided, and says how to wait longer', (t) => {
  const boots = said({tookMs: 300_000, prediction: within(0, 630_000)});
  t.like(boots, {verdict: 'inconclusive', because: 'not-exercised'});
  t.regex(
    boots?.sentence ?? '',
    /it takes at most 10 min 30 s \(predicted\), and it was watched for 5 min 0 s: --patience 11/,
  );
});

test('a start of which nobody says how long it takes is not decided', (t) => {
  const finding = said({tookMs: 300_000, prediction: unknown('how long init container migrate takes')});
  t.like(finding, {verdict: 'inconclusive', because: 'not-predicted'});
  t.regex(finding?.sentence ?? '', /the model does not know how long init container migrate takes/);
  t.is(said({tookMs: 300_000, prediction: never('x')})?.verdict, 'inconclusive');
});

test('what crashes, cannot be made, finds no node or never came fails on any machine, and sooner', (t) => {
  const prediction = within(0, 630_000);
  const stuck = [
    [podOf(victim, {ready: false, restarts: 4})],
    [podOf(victim, {ready: false, unscheduled: '0/5 nodes are available'})],
    [],
  ];
  for (const pods of stuck) t.is(said({tookMs: 61_000, prediction, failed: 4, pods})?.verdict, 'fail');
  const other = [podOf(redis, {ready: false, restarts: 4}), podOf(victim, {ready: false})];
  t.is(said({tookMs: 61_000, prediction, pods: other})?.verdict, 'inconclusive', 'of another workload');
  t.is(said({tookMs: 61_000, prediction, pods: other, of: 'redis'})?.verdict, 'fail');
});

test('a subject whose start was not decided leaves the other checks without a question, named once', (t) => {
  const undecided = judge(late({tookMs: 300_000, prediction: within(0, 630_000)}));
  t.is(undecided.verdict, 'inconclusive');
  t.deepEqual(undecided.because, ['not-exercised']);
  const counted = undecided.findings.filter(({uncounted}) => uncounted === undefined);
  t.deepEqual(
    counted.map(({check}) => check),
    ['starts'],
  );
});
