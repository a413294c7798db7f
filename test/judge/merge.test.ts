import test from 'ava';
import type {Channel} from '../../src/history/channels.ts';
import type {ObjectRef} from '../../src/kubernetes/kube-object.ts';
import {trialChecks, checks} from '../../src/judge/checks/checks.ts';
import type {BrokenWindow, Finding, TrialCheck, Verdict} from '../../src/judge/finding.ts';
import {applyBroken, brokenWindows, mergeVerdicts} from '../../src/judge/merge.ts';
import {seeded} from '../seeded.ts';
import {memoryTrial, nothing} from './histories/memory.ts';
import {one} from './histories/scenes.ts';
import {redis} from './histories/survival.ts';

const finding = (verdict: Verdict, windowMs: readonly [number, number] = [0, 10]): Finding => ({
  check: 'x',
  step: undefined,
  verdict,
  sentence: 's',
  expected: '',
  observed: '',
  windowMs,
  evidence: [1],
});
const broken = (channel: Channel, windowMs: readonly [number, number]): BrokenWindow => ({
  channel,
  door: undefined,
  step: undefined,
  spares: [],
  sparesPasses: false,
  sparesFails: false,
  windowMs,
  because: 'host-noisy',
  sentence: 'noise',
  evidence: [7],
});
const subject = {about: 'subject', needs: ['host']} as const;

test('checks about the trial name the channel they break, and needs name channels somebody can break', (t) => {
  const named = Object.values(trialChecks as Readonly<Record<string, TrialCheck>>).flatMap(({breaks}) => breaks ?? []);
  const breakable = new Set<Channel>([...named, 'node', 'kernel']);
  for (const check of Object.values(checks))
    for (const channel of check.needs as readonly Channel[]) t.true(breakable.has(channel), channel);
});

test('random merges: a fail wins, an undecided one beats a pass, nothing and an unfinished run never pass, order does not matter', (t) => {
  const random = seeded(7);
  const verdicts = ['pass', 'fail', 'inconclusive'] as const;
  for (let round = 0; round < 500; round += 1) {
    const some = Array.from({length: Math.floor(random() * 6)}, () => verdicts[Math.floor(random() * 3)] ?? 'pass');
    const findings = some.map((verdict) => finding(verdict));
    const expected = some.includes('fail')
      ? 'fail'
      : some.length === 0 || some.includes('inconclusive')
        ? 'inconclusive'
        : 'pass';
    t.is(mergeVerdicts(findings, 'completed'), expected);
    t.is(mergeVerdicts(findings.toReversed(), 'completed'), expected);
    const unfinished = mergeVerdicts(findings, random() < 0.5 ? 'errored' : 'interrupted');
    t.is(unfinished, expected === 'pass' ? 'inconclusive' : expected);
  }
  t.is(mergeVerdicts([{...finding('fail'), uncounted: 'waived'}, finding('pass')], 'completed'), 'pass');
});

test('random broken windows: undecided exactly when a needed channel broke within the window, pass and fail alike', (t) => {
  const random = seeded(11);
  const at = (): readonly [number, number] => {
    const from = Math.floor(random() * 50);
    return [from, from + Math.floor(random() * 20)];
  };
  for (let round = 0; round < 500; round += 1) {
    const verdict = random() < 0.5 ? 'pass' : 'fail';
    const own = at();
    const windows = Array.from({length: Math.floor(random() * 3)}, () =>
      broken(random() < 0.5 ? 'host' : 'load', at()),
    );
    const hit = windows.some(
      ({channel, windowMs}) => channel === 'host' && windowMs[0] <= own[1] && own[0] <= windowMs[1],
    );
    const merged = applyBroken({finding: finding(verdict, own), check: subject}, windows);
    t.is(merged.verdict, hit ? 'inconclusive' : verdict);
    if (hit) t.deepEqual(merged.evidence, [1, 7]);
  }
});

test('what a finding itself needs goes before what its check needs', (t) => {
  const own = {finding: {...finding('fail'), needs: []}, check: subject};
  t.is(applyBroken(own, [broken('host', [0, 99])]).verdict, 'fail');
});

test('a step without a receipt takes what is said of it, whenever, and of the whole trial meanwhile; nothing of another step', (t) => {
  const check = {about: 'subject', needs: ['receipt']} as const;
  const unproved = {...broken('receipt', [20, 30]), step: 'kill-2'};
  const after = (step: string | undefined, windowMs: readonly [number, number]): Verdict =>
    applyBroken({finding: {...finding('fail', windowMs), step}, check}, [unproved]).verdict;
  t.is(after('kill-1', [20, 30]), 'fail');
  t.is(after('kill-2', [20, 30]), 'inconclusive');
  t.is(after('kill-2', [50, 60]), 'inconclusive');
  t.is(after(undefined, [0, 100]), 'inconclusive');
  t.is(after(undefined, [50, 60]), 'fail');
});

test('a gap of one node takes what is said of workloads with a pod there; a watch without a node takes everything', (t) => {
  const check = {about: 'subject', needs: ['node']} as const;
  const after = (of: ObjectRef | undefined, gap: ObjectRef | undefined): Verdict => {
    const told = {
      ...finding('inconclusive', [40_000, 50_000]),
      breaks: 'node',
      ...(gap === undefined ? {} : {of: gap}),
    };
    const trial = {about: 'trial', needs: [], breaks: 'api'} as const;
    const windows = brokenWindows(memoryTrial(), [{finding: told as Finding, check: trial}]);
    const one = {...finding('fail', [40_000, 50_000]), ...(of === undefined ? {} : {of})};
    return applyBroken({finding: one, check}, windows).verdict;
  };
  const node = (name: string): ObjectRef => ({kind: 'Node', name});
  const workload = (name: string): ObjectRef => ({kind: 'Deployment', name, container: 'app'});
  t.is(after(workload('redis'), node(redis.node)), 'inconclusive');
  t.is(after(workload('redis'), node(one.node)), 'fail');
  t.is(after(workload('gateway'), node(one.node)), 'inconclusive');
  t.is(after(workload('never-seen'), node(one.node)), 'inconclusive');
  t.is(after(undefined, node(one.node)), 'inconclusive');
  t.is(after(workload('redis'), node('*')), 'inconclusive');
  t.is(after(workload('redis'), undefined), 'inconclusive');
});

test('a crashed trial check breaks its channel', (t) => {
  const crashed = {finding: finding('inconclusive'), check: {about: 'trial', needs: [], breaks: 'load'}} as const;
  t.like(brokenWindows(nothing(), [crashed])[0], {channel: 'load', because: 'check-crashed'});
});
