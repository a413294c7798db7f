import test from 'ava';
import type {EventBody} from '../../src/history/events.ts';
import type {Outcome} from '../../src/history/tables.ts';
import {judge} from '../../src/judge/judge.ts';
import {first, merged} from './expect.ts';
import {memoryTrial, type Changes} from './histories/memory.ts';
import {faultOf} from './histories/objects.ts';
import {longLoss, loss, probed, restarts} from './histories/probes.ts';
import {containerKill, nothingDone} from './histories/scenes.ts';

/** A step more in the same stage, of which these events tell. */
function besides(
  changes: Changes,
  step: NonNullable<Changes['scene']>['steps'][number],
  events: NonNullable<Changes['also']>,
): Changes {
  const {steps = [], events: usual = []} = changes.scene ?? {};
  return {...changes, scene: {steps: [step, ...steps], events: [...events, ...usual]}};
}

const soft = {name: 'soft', what: 'pod-partition', on: {dependency: 'soft'}} as const;
const failed: EventBody = faultOf('soft', 'not-exercised', {fault: 'pod-partition', why: 'no room here'});

test('liveness that restarts all replicas while the database is away fails, though another step was not exercised', (t) => {
  const asksReady = {livenessProbe: {httpGet: {path: '/ready', port: 8080}}};
  const lost = probed(besides(loss('hard', restarts(74_000)), soft, [[61_000, failed]]), asksReady);
  const finding = first(t, merged('liveness-holds', lost), 'fail');
  t.is(finding.step, 'hard');
  t.regex(finding.sentence, /3 restarts in 3 pods/);
});

test('a proved kill that takes the service down fails, though the receipt of a later step is missing', (t) => {
  const down = (tMs: number): Outcome => (tMs > 65_100 && tMs < 71_100 ? 'refused' : 'ok');
  const later = [
    [82_000, faultOf('delete', 'marked', {fault: 'pod-delete', targets: []})],
    [82_100, faultOf('delete', 'injected')],
    [86_000, faultOf('delete', 'unproved')],
    [86_100, faultOf('delete', 'undone')],
  ] as const;
  const kill = containerKill();
  const {steps = [], events = []} = kill.scene ?? {};
  const changes = {
    ...kill,
    outcome: down,
    scene: {steps: [...steps, {name: 'delete', what: 'pod-delete'}], events: [...events, ...later]},
  };
  const findings = merged('stays-up', changes).filter(({check}) => check === 'stays-up');
  t.deepEqual(
    findings.map(({step, verdict, because}) => [step, verdict, because]),
    [
      ['kill', 'fail', undefined],
      ['delete', 'inconclusive', 'no-receipt'],
    ],
  );
});

test('a step that was planned and not done keeps the trial from passing, even when no check says a word of it', (t) => {
  const quiet = probed(besides(loss('hard', [], undefined, longLoss), soft, [[61_000, failed]]));
  const {verdict, findings} = judge(memoryTrial({...quiet, checks: ['availability']}));
  t.is(verdict, 'inconclusive');
  t.deepEqual(
    findings
      .filter((one) => one.verdict !== 'pass' && one.uncounted === undefined)
      .map(({check, step}) => [check, step]),
    [['receipts', 'soft']],
  );
});

test('a service that answers a fifth of its requests with 5xx from the first second on fails', (t) => {
  const outcome = (_: number, index: number): Outcome => (index % 5 === 0 ? 'status' : 'ok');
  const bad = {outcome, checks: ['availability'], ...nothingDone};
  t.regex(first(t, merged('availability', bad), 'fail').sentence, /2160 of 10800 requests failed/);
  t.is(judge(memoryTrial(bad)).verdict, 'fail');
});

test('noise takes what was measured in those seconds: not the availability of the stages around the fault', (t) => {
  const quiet = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
  const noisyIn = (from: number, to: number): Changes => ({
    sentinel: (tMs) => (tMs >= from && tMs < to ? {...quiet, p99Ms: 300, maxMs: 900} : quiet),
    outcome: (_, index) => (index % 5 === 0 ? 'status' : 'ok'),
  });
  t.is(first(t, merged('availability', noisyIn(70_000, 80_000)), 'fail').check, 'availability');
  const rest = first(t, merged('availability', noisyIn(40_000, 50_000)), 'fail');
  t.true((rest.seenIn ?? []).length > 0);
  t.true(
    rest.seenIn?.every(([from, to]) => to <= 40_000 || from >= 50_000),
    'by the time around the noise',
  );
  t.is(first(t, merged('availability', noisyIn(0, 70_000)), 'inconclusive').because, 'host-noisy');
});

test('a step that does not apply leaves no question: a subject without a soft dependency passes without it', (t) => {
  const why = 'the profile declares no soft dependency';
  const without = faultOf('soft', 'not-applicable', {fault: 'pod-partition', why});
  // Liveness that acts at its first failure: the stage is long enough for the loss and the recovery from it.
  const livenessProbe = {httpGet: {path: '/livez', port: 8080}, periodSeconds: 1, failureThreshold: 1};
  const lost = loss('hard', [], undefined, [61_000, 78_000]);
  const alone = probed(besides(lost, soft, [[61_000, without]]), {livenessProbe});
  const trial = judge(memoryTrial({...alone, checks: ['liveness-holds', 'fails-fast', 'recovers', 'availability']}));
  t.is(trial.verdict, 'pass');
  t.deepEqual([trial.notApplicable, trial.notExercised], [[`soft: ${why}`], []]);
  const told = trial.findings.filter(({step}) => step === 'soft');
  t.deepEqual(
    told.map(({check, uncounted}) => [check, uncounted]),
    [['receipts', 'not-applicable']],
  );
});
