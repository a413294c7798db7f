import test from 'ava';
import {detectionTable, isExpected, type CalibrationResult} from '../../../src/judge/suite/detection.ts';
import type {Finding, Verdict} from '../../../src/judge/finding.ts';

const expect = {
  check: 'no-oom-kill',
  step: undefined,
  object: {kind: 'Deployment', name: 'redis', container: 'redis'},
  path: 'spec.template.spec.containers[0].resources.limits.memory',
};
const changes = [{of: {kind: 'Deployment', name: 'redis'}, removed: true}] as const;
const finding: Finding = {
  check: 'no-oom-kill',
  step: undefined,
  of: expect.object,
  verdict: 'fail',
  sentence: '',
  expected: '',
  observed: '',
  windowMs: [0, 1],
  evidence: [],
  margin: {value: -0.5, unit: 'of the bound'},
  fix: {object: expect.object, path: expect.path, changes},
};
const other: Finding = {...finding, check: 'availability', of: {kind: 'Deployment', name: 'gateway'}};
const twin = (verdict: Verdict, findings: readonly Finding[]): CalibrationResult => ({
  subject: 'twin',
  scenario: 'oom',
  expect,
  trial: {verdict, findings},
});
const good = (verdict: Verdict): CalibrationResult => ({
  subject: 'shop',
  scenario: 'oom',
  expect: undefined,
  trial: {verdict, findings: []},
});
const quiet = {noise: false};

test('a twin is caught by its own check, object and path; other failures are collateral', (t) => {
  const table = detectionTable([twin('fail', [finding, other]), good('pass')], quiet);
  t.true(table.good);
  t.like(table, {caught: 1, missed: 0, falseAlarms: 0, inconclusive: 0});
  t.deepEqual(table.rows[0]?.collateral, ['availability on Deployment/gateway']);
  t.true((table.rows[0]?.interval[0] ?? 1) < 0.3, 'one trial proves little');
});

test('caught by another check, on another object or path, or passed: missed', (t) => {
  const wrong: Finding = {...finding, fix: {object: expect.object, path: 'spec.replicas', changes}};
  for (const findings of [
    [other],
    [{...finding, of: {kind: 'Deployment', name: 'redis', container: 'exporter'}}],
    [wrong],
  ]) {
    t.like(detectionTable([twin('fail', findings)], quiet), {missed: 1, good: false});
  }
  t.like(detectionTable([twin('pass', [])], quiet), {missed: 1, good: false});
  t.false(isExpected({...finding, uncounted: 'waived'}, expect));
  const {of: _, ...ofAll} = finding;
  t.true(isExpected(ofAll, expect), 'what names no object speaks of the whole service');
});

test('a false alarm is never good; undecided is good only with noise', (t) => {
  for (const noise of [true, false]) t.like(detectionTable([good('fail')], {noise}), {falseAlarms: 1, good: false});
  t.false(detectionTable([good('inconclusive')], quiet).good);
  t.true(detectionTable([good('inconclusive'), twin('inconclusive', [])], {noise: true}).good);
  t.false(detectionTable([twin('pass', [])], {noise: true}).good);
  t.false(detectionTable([], quiet).good);
});

test('the margin is told in run-to-run deviations once there are several runs', (t) => {
  const at = (value: number): CalibrationResult => twin('fail', [{...finding, margin: {value, unit: 'of the bound'}}]);
  const [row] = detectionTable([at(-0.4), at(-0.5), at(-0.6)], quiet).rows;
  t.is(row?.n, 3);
  t.true(Math.abs((row?.margin?.deviations ?? 0) - 5) < 1e-9);
  t.is(detectionTable([at(-0.4)], quiet).rows[0]?.margin?.deviations, undefined);
});

test('a defect that the good subject shows too was not told apart: neither caught nor missed, and not good', (t) => {
  const alike = {...good('fail'), trial: {verdict: 'fail', findings: [finding]}} as const;
  const table = detectionTable([twin('fail', [finding]), alike], quiet);
  t.like(table, {caught: 0, missed: 0, unasked: 1, falseAlarms: 1, good: false});
  const elsewhere = {...alike, scenario: 'deadlock'};
  t.like(detectionTable([twin('fail', [finding]), elsewhere], quiet), {caught: 1, unasked: 0});
  t.like(detectionTable([twin('pass', []), alike], quiet), {missed: 1, unasked: 0}, 'a pass is missed all the same');
});

test('what never got ready was not asked, unless just that must be found', (t) => {
  const starts: Finding = {...other, check: 'starts'};
  t.like(detectionTable([twin('fail', [starts])], quiet), {caught: 0, missed: 0, unasked: 1, good: false});
  t.like(detectionTable([twin('fail', [starts])], {noise: true}), {unasked: 1, good: true});
  const slow = {check: 'starts', object: {kind: 'Deployment', name: 'gateway'}, path: expect.path};
  const never = {...twin('fail', [{...starts, fix: finding.fix} as Finding]), expect: slow};
  t.like(detectionTable([never], quiet), {caught: 1, unasked: 0, good: true});
  t.like(detectionTable([twin('fail', [finding, {...starts, uncounted: 'reported-only'}])], quiet), {caught: 1});
});
