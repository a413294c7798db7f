import test from 'ava';
import deadlock from '../../../scenarios/deadlock.ts';
import dependencyLoss from '../../../scenarios/dependency-loss.ts';
import lyingProbe from '../../../scenarios/lying-probe.ts';
import nodeKill from '../../../scenarios/node-kill.ts';
import probes from '../../../scenarios/probes.ts';
import slowStart from '../../../scenarios/slow-start.ts';
import {patienceOf, quickPatience, untilReplacedAllows, usualPatience} from '../../../src/scenario/patience.ts';
import type {Scenario} from '../../../src/scenario/scenario.ts';
import {untilReplaced} from '../../../src/scenario/until-replaced.ts';
import {planned, type Planning, type Shape, usual} from './subjects.ts';

const stepsOf = (scenario: Scenario) => ('steps' in scenario ? scenario.steps : []);

/** The holds of a scenario on a service, beside a database: what they see and how long they last, s. */
function holds(scenario: Scenario, shape: Partial<Shape>, planning: Planning = {}, others: readonly Shape[] = []) {
  const web: Shape = {name: 'web', containers: [{name: 'app'}], ...shape};
  return planned([web, ...others], stepsOf(scenario), planning).steps.flatMap(({name, hold, notExercised}) =>
    hold === undefined
      ? []
      : [
          {
            name,
            forS: hold.withinMs / 1000,
            sees: hold.toSee.map(({what, of}) => `${what} ${of.name}`),
            misses: hold.notSeen.map(({what, of}) => `${what} ${of.name}`),
            ...(notExercised === undefined ? {} : {notExercised}),
          },
        ],
  );
}
const app = (more: object = {}, grace = 30) => ({
  containers: [{name: 'app', livenessProbe: usual, readinessProbe: usual, ...more}],
  pod: {terminationGracePeriodSeconds: grace},
});
const database: Shape = {name: 'db', kind: 'StatefulSet', replicas: 1, containers: [{name: 'postgres'}]};
const needs = (need: 'soft' | 'hard') => ({
  dependencies: [{name: 'Database', workload: 'db', kind: 'in-cluster', need} as const],
});

test('common probes are always exercised: 10 s × 3, a grace of 30 s, an initial delay of 120 s', (t) => {
  const delayed = {livenessProbe: {...usual, initialDelaySeconds: 120}};
  // Liveness has failed after 31 s, 30 s of grace, 3 s until it runs again, and 5 s more than predicted.
  t.deepEqual(holds(deadlock, app()), [
    {name: 'container-pause', forS: 69, sees: ['readiness web', 'restart web'], misses: []},
  ]);
  t.deepEqual(holds(deadlock, app(delayed))[0]?.misses, []);
  t.is(holds(deadlock, app(delayed))[0]?.forS, 69, 'the step waits for the delay before it pauses anything');
  for (const scenario of [deadlock, lyingProbe, slowStart, dependencyLoss, probes, nodeKill] as readonly Scenario[]) {
    for (const patience of [usualPatience, quickPatience]) {
      const all = holds(scenario, app(delayed), {...needs('hard'), patience}, [database]);
      t.true(all.length > 0);
      for (const {name, misses, notExercised} of all) t.deepEqual([misses, notExercised], [[], undefined], name);
    }
  }
});

test('a pause lasts for what this subject’s own probes and graces need', (t) => {
  const forS = (shape: Partial<Shape>) => holds(deadlock, shape)[0]?.forS;
  t.is(forS(app({}, 45)), 84);
  t.is(forS(app({}, 60)), 99);
  t.is(forS(app({livenessProbe: {...usual, terminationGracePeriodSeconds: 5}})), 44);
  t.is(forS(app({livenessProbe: {...usual, periodSeconds: 30}}, 30)), 129);
  t.is(forS(app({livenessProbe: undefined})), 38, 'readiness alone: 31 s, 2 s for the services, 5 s more');
  t.is(forS(app({livenessProbe: undefined, readinessProbe: undefined})), 30, 'nothing acts, and that is known at once');
  t.is(forS({...app(), kind: 'StatefulSet', replicas: 1}), 69);
  t.is(forS({...app(), kind: 'DaemonSet', replicas: 20}), 69);
});

test('what would take longer than the patience is not waited for, and says how to allow it', (t) => {
  const [pause] = holds(deadlock, app({}, 600));
  t.deepEqual(pause, {name: 'container-pause', forS: 38, sees: ['readiness web'], misses: ['restart web']});
  const [alone] = holds(deadlock, app({readinessProbe: undefined}, 600));
  t.is(alone?.notExercised?.includes('a fault is held for 5 min 0 s at most: --patience 11 allows it'), true);
  t.deepEqual(holds(deadlock, app({}, 600), {patience: patienceOf(11)})[0]?.misses, []);
  t.deepEqual(holds(deadlock, app({}, 100), {patience: quickPatience})[0]?.misses, ['restart web']);
});

test('all holds of a scenario share its patience', (t) => {
  const slow = {livenessProbe: usual, readinessProbe: usual};
  const many = Array.from({length: 10}, (_, index) => ({name: `c${index}`, ...slow}));
  const all = holds(probes, {containers: many, pod: {terminationGracePeriodSeconds: 60}});
  const total = all.reduce((sum, {forS, notExercised}) => sum + (notExercised === undefined ? forS : 0), 0);
  t.true(total <= 900 && total > 700, String(total));
  const missed = all.filter(({notExercised}) => notExercised !== undefined);
  t.true(missed.length > 0);
  t.regex(
    missed[0]?.notExercised ?? '',
    /the faults of a scenario are held for 15 min 0 s at most: --patience \d+ allows it/,
  );
});

test('a dependency is away until the probes of those that miss it had the time to act', (t) => {
  const [hold] = holds(dependencyLoss, app({livenessProbe: {...usual, periodSeconds: 30}}), needs('soft'), [database]);
  // Liveness: 91 s, and 10 s to notice.
  t.deepEqual(hold, {name: 'soft', forS: 106, sees: ['readiness web', 'liveness web'], misses: []});
  const worker: Shape = {name: 'worker', containers: [{name: 'app', livenessProbe: {...usual, periodSeconds: 20}}]};
  const slow = {...database, containers: [{name: 'postgres', livenessProbe: {...usual, periodSeconds: 60}}]};
  const [, hard] = holds(dependencyLoss, app(), needs('hard'), [slow, worker]);
  t.deepEqual(hard, {name: 'hard', forS: 76, sees: ['liveness web', 'liveness worker'], misses: []});
});

test('a replica that is alone is held for its own probes, of all of its containers', (t) => {
  const sidecar = {name: 'proxy', readinessProbe: {...usual, periodSeconds: 15}};
  const [hold] = holds(lyingProbe, {containers: [sidecar, {name: 'app', livenessProbe: usual}]});
  t.is(hold?.forS, 63);
});

test('a boot is held for 30 s, or twice the usual one; not until a kill that its probes allow for, and until one that comes before', (t) => {
  const forS = (shape: Partial<Shape>) => holds(slowStart, shape)[0]?.forS;
  const startup = (failureThreshold: number) => ({
    startupProbe: {...usual, periodSeconds: 1, failureThreshold},
  });
  t.is(forS({containers: [{name: 'app'}]}), 30);
  t.is(forS({containers: [{name: 'app', ...startup(300)}], startS: 61}), 120, 'it takes 60 s to start');
  t.is(forS({containers: [{name: 'app', livenessProbe: usual}]}), 35, 'killed after 20 to 30 s');
  t.is(forS({containers: [{name: 'app', ...startup(30)}]}), 27, 'killed after 29 to 30 s, as its startup probe says');
  t.is(forS({containers: [{name: 'app', ...startup(40)}]}), 30, 'killed after 39 to 40 s');
  t.is(forS({containers: [{name: 'app', ...startup(20)}]}), 30, 'killed after 19 to 20 s');
  t.is(
    forS({containers: [{name: 'app', livenessProbe: {...usual, periodSeconds: 15}}]}),
    28,
    'killed after 30 to 45 s',
  );
  t.is(forS({containers: [{name: 'app', livenessProbe: {...usual, initialDelaySeconds: 120}}]}), 30, 'far beyond it');
});

test('a boot is held until it could be sent requests, but never into the time in which its probes may end it', (t) => {
  const forS = (liveness: object, readiness: object) =>
    holds(slowStart, {
      containers: [{name: 'app', livenessProbe: {...usual, ...liveness}, readinessProbe: {...usual, ...readiness}}],
    })[0]?.forS;
  for (const timeoutSeconds of [3, 4, 5]) {
    const after = (initialDelaySeconds: number) => ({initialDelaySeconds, timeoutSeconds});
    t.is(forS(after(30), after(30)), 48, 'killed after 50 s at the soonest');
    t.is(forS(after(120), after(120)), 138, 'killed after 140 s at the soonest');
  }
  t.is(forS({initialDelaySeconds: 30}, {initialDelaySeconds: 20}), 38, 'sent requests after 33 s at the latest');
  t.is(forS({initialDelaySeconds: 30}, {initialDelaySeconds: 50}), 30, 'ended before readiness asks');
});

test('a node stays down until NotReady and 20 s; until its pods are replaced only where they can be', (t) => {
  const unreachable = {key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute'};
  const usually = {...app(), pod: {tolerations: [{...unreachable, tolerationSeconds: 300}]}};
  const zone = (shape: Partial<Shape>) =>
    holds(untilReplaced(nodeKill), shape, {patience: untilReplacedAllows(usualPatience)})[0];
  t.like(holds(nodeKill, usually)[0], {forS: 80, misses: []});
  // NotReady, the toleration, twice the start, readiness and clocks, and 5 s more than predicted.
  t.like(zone(usually), {forS: 55 + 300 + 10 + 12 + 5 + 20, misses: []});
  const patient = {...app(), pod: {tolerations: [{...unreachable, tolerationSeconds: 3600}]}};
  t.like(zone(patient), {forS: 80, misses: ['replacement web']});
  t.is(zone({...usually, kind: 'StatefulSet'})?.forS, 80, 'never replaced');
});
