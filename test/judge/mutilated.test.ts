import test from 'ava';
import type {EventBody} from '../../src/history/events.ts';
import type {History} from '../../src/history/history.ts';
import type {Outcome} from '../../src/history/tables.ts';
import {checks} from '../../src/judge/checks/checks.ts';
import {runCheck} from '../../src/judge/run-checks.ts';
import {memoryTrial, type Changes} from './histories/memory.ts';
import {loss, lonely, pause, probed, slowBoot} from './histories/probes.ts';
import * as scenes from './histories/scenes.ts';
import {firstRows} from './histories/tables.ts';
import {wrongWith} from './wrong.ts';
import {seeded} from '../seeded.ts';

const all = Object.keys(checks);
/** How many of the pairs of a scene and a mutilation are tried: one of twelve, and nightly all, many times. */
const runs = Number(process.env['SEATRIAL_PROPERTY_RUNS'] ?? 0);
const every = runs > 0 ? 1 : 12;

const sceneOf: Readonly<Record<string, Changes>> = {
  'memory exhaustion': {},
  deletion: scenes.podDelete(),
  kill: scenes.containerKill(),
  'power-off': scenes.powerOff(),
  drain: scenes.drain(),
  'stuck drain': scenes.stuckDrain(),
  evictions: scenes.evictions([[scenes.one, 201], scenes.bite]),
  'roll-out': scenes.rollOut(),
  nothing: scenes.nothingDone,
  pause: probed(pause()),
  'slow boot': probed(slowBoot()),
  'soft loss': loss('soft'),
  'hard loss': loss('hard'),
  'lonely pod': probed(lonely()),
};

type Mutilation = (scene: Changes, random: () => number) => History;

const trial = (scene: Changes, changes: Changes = {}): History => memoryTrial({...scene, checks: all, ...changes});
const withRequests = (history: History, length: number): History => ({
  ...history,
  requests: firstRows(history.requests, length),
});
const timed = (history: History, when: (tMs: number) => number): History => ({
  ...history,
  events: history.events.map((event) => ({...event, tMs: when(event.tMs)})),
});
const ends: Readonly<Record<string, (tMs: number) => Outcome>> = {
  dropped: () => 'dropped',
  'timed-out': () => 'timed-out',
  status: () => 'status',
  'cut-off': () => 'cut-off',
};
const kinds = ['object', 'answer', 'tally', 'fault', 'stage', 'phase', 'line'] as const;
const objects = ['Pod', 'Node', 'EndpointSlice', 'Event'] as const;
const noBounds = {
  leakHorizonS: 0,
  memoryHeadroomShare: 0,
  throttledShare: 0,
  longestGapMs: 0,
  recoveredP99Factor: 0,
  faultBudgetShare: 0,
};

const mutilations: Readonly<Record<string, Mutilation>> = {
  'nothing else': (scene) => trial(scene),
  'no request': (scene) => withRequests(trial(scene), 0),
  'one request': (scene) => withRequests(trial(scene), 1),
  'no sample': (scene) => {
    const whole = trial(scene);
    return {...whole, samples: firstRows(whole.samples, 0)};
  },
  ...Object.fromEntries(
    Object.entries(ends).map(([how, outcome]): [string, Mutilation] => [
      `every request ${how}`,
      (scene) => trial(scene, {outcome}),
    ]),
  ),
  ...Object.fromEntries(
    kinds.map((kind): [string, Mutilation] => [
      `no ${kind}`,
      (scene) => trial(scene, {without: (body) => body.kind === kind}),
    ]),
  ),
  ...Object.fromEntries(
    objects.map((kind): [string, Mutilation] => [
      `no ${kind}`,
      (scene) => trial(scene, {without: (body) => body.kind === 'object' && body.object.kind === kind}),
    ]),
  ),
  'events missing here and there': (scene, random) => {
    const share = 0.02 + 0.3 * random();
    return trial(scene, {without: (body) => body.kind !== 'trial' && random() < share});
  },
  'cut off': (scene, random) => trial(scene, {until: Math.floor(random() * 142_000)}),
  'all at one time': (scene) => timed(trial(scene), () => 5000),
  'stages of no length': (scene) =>
    timed(trial(scene), (tMs) => (tMs < 10_000 ? tMs : 10_000 + Math.floor((tMs - 10_000) / 30_000) * 30_000)),
  'all requests at one moment': (scene) => {
    const whole = trial(scene);
    const {columns} = whole.requests;
    return {
      ...whole,
      requests: {...whole.requests, columns: {...columns, plannedMs: columns.plannedMs.map(() => 65_000)}},
    };
  },
  'all samples at one moment': (scene) => {
    const whole = trial(scene);
    const {columns} = whole.samples;
    return {...whole, samples: {...whole.samples, columns: {...columns, tMs: columns.tMs.map(() => 40_000)}}};
  },
  'no rate': (scene) => trial(scene, {subject: {...scene.subject, peak: {rps: 0, replicas: 1}}}),
  'no replicas': (scene) => trial(scene, {subject: {...scene.subject, peak: {rps: 40, replicas: 0}}}),
  'no objects': (scene) => trial(scene, {deploy: {...scene.deploy, objects: []}}),
  'bounds of nothing': (scene) => trial(scene, {subject: {...scene.subject, bounds: noBounds}}),
  'an SLO of everything': (scene) =>
    trial(scene, {
      subject: {...scene.subject, slo: {availability: 1, latency: {percentile: 99, ms: 0}, at: '3x' as const}},
    }),
  'fields left out that may be': (scene, random) => rewritten(scene, (object) => without(object, random)),
};

const pairs = Object.entries(mutilations).flatMap(([what, mutilate], row) =>
  Object.entries(sceneOf).map(([name, scene], column) => ({what, mutilate, name, scene, place: row + 3 * column})),
);

for (const name of Object.keys(sceneOf)) {
  test(`${name}: whatever is missing in a history, nothing crashes, and no number is said that is none`, (t) => {
    const random = seeded(runs + 3);
    for (const pair of pairs.filter((one) => one.name === name && one.place % every === 0))
      for (let run = 0; run < Math.max(1, runs); run += 1)
        t.deepEqual(wrongWith(pair.mutilate(pair.scene, random)), [], `${pair.what}, run ${run}`);
  });
}

for (const what of ['no rate', 'no replicas', 'bounds of nothing', 'an SLO of everything'])
  test(`${what}: what would be divided by nothing is not told`, (t) => {
    t.deepEqual(wrongWith(mutilations[what]?.({}, seeded(1)) ?? trial({})), []);
  });

test('objects that no API server would send are at most a defect that is told, never a wrong number', (t) => {
  const random = seeded(runs + 11);
  const scene = sceneOf['drain'] ?? {};
  for (let run = 0; run < Math.max(4, runs); run += 1)
    t.deepEqual(
      wrongWith(rewritten(scene, (object) => bent(object, random))).filter((what) => !what.includes('check-crashed')),
      [],
      `run ${run}`,
    );
});

test('174,000 requests that fail together are a fail like a few', (t) => {
  for (const rate of [20, 7000]) {
    const history = refusedForLong(rate);
    const verdictOf = (name: 'no-failed-requests' | 'stays-up'): readonly unknown[] =>
      runCheck(history, name, checks[name], undefined).map(({finding}) => finding.verdict);
    t.deepEqual(verdictOf('no-failed-requests'), ['fail'], `${rate} per second`);
    t.is(verdictOf('stays-up')[0], 'fail', `${rate} per second`);
  }
});

function rewritten(scene: Changes, change: (object: object) => unknown): History {
  return trial(scene, {
    rewrite: (body): EventBody => {
      const own = scene.rewrite?.(body) ?? body;
      return own.kind === 'object' ? {...own, object: change(own.object) as typeof own.object} : own;
    },
  });
}

/** What a reader refuses an object without. */
const kept = new Set(['kind', 'metadata', 'name', 'uid']);
const odd: readonly unknown[] = [null, '', 0, '100%', '50%', {}, [], 'x', -1, '0.5Gi'];

function bent(value: unknown, random: () => number, key = ''): unknown {
  if (kept.has(key)) return value;
  if (random() < 0.04) return odd[Math.floor(random() * odd.length)];
  if (Array.isArray(value)) return value.map((item: unknown) => bent(item, random));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, bent(item, random, name)]));
}

/** What every object of its kind has; all else the API may leave out. */
const owed = new Set([...kept, 'containers', 'spec', 'type', 'status']);

function without(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => without(item, random));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      !owed.has(name) && random() < 0.06 ? [] : [[name, without(item, random)]],
    ),
  );
}

/** A roll-out in which every request is refused for 24.8 s. */
function refusedForLong(rate: number): History {
  const length = 90 * rate;
  const plannedMs = new Float64Array(length).map((_, index) => 30_000 + (index * 1000) / rate);
  const columns: History['requests']['columns'] = {
    plannedMs,
    startMs: plannedMs,
    latencyMs: new Float64Array(length).fill(5),
    status: new Float64Array(length).fill(200),
    connection: Array.from({length}, () => 'reused' as const),
    request: Array.from({length}, () => 'home'),
    outcome: Array.from(plannedMs, (tMs): Outcome => (tMs > 63_200 && tMs < 88_000 ? 'refused' : 'ok')),
  };
  return {...memoryTrial(scenes.rollOut()), requests: {length, columns}};
}
