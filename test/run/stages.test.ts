import test from 'ava';
import type {Carried} from '../../src/history/conditions/carried.ts';
import type {EventBody} from '../../src/history/events.ts';
import type {Engine, LoadPlan, LoadSummary} from '../../src/load/engine.ts';
import {runStages, type StagesContext} from '../../src/run/stages.ts';
import {jumpingClock} from '../jumping-clock.ts';
import {planned} from './step-world.ts';

const summary = {planned: {'warm-up': 1200}} as unknown as LoadSummary;
const good: Carried = {
  holds: true,
  seen: 'all quick',
  answers: 50,
  slow: 0,
  seconds: 4,
  late: 0,
  ratePerSecond: 120,
  largestPerSecond: 120,
};
const bad: Carried = {...good, holds: false, by: 'host', seen: '40 of 50 slow', slow: 40, largestPerSecond: 60};

const stages = [
  {name: 'warm-up', peaks: 3, ratePerSecond: 120, rampMs: 10_000, atLeastMs: 15_000, boundMs: 17_000},
  {name: 'peak', peaks: 1, ratePerSecond: 40, atLeastMs: 20_000, boundMs: 22_000},
] as const;

/** A load that only notes what it is told, and a clock that jumps. */
function world(carried: () => Carried): {
  readonly context: StagesContext;
  readonly log: string[];
  readonly events: EventBody[];
  readonly milestones: string[];
} {
  const log: string[] = [];
  const milestones: string[] = [];
  const events: EventBody[] = [];
  const engine: Engine = {
    name: 'fake',
    start: (_plan, first) => {
      log.push(`start ${first.name}`);
      return Promise.resolve({
        stage: ({name}) => log.push(`stage ${name}`),
        add: () => undefined,
        bound: Promise.resolve(),
        stop: () => (log.push(`stop at ${clock.nowMs()}`), Promise.resolve(summary)),
        [Symbol.asyncDispose]: () => (log.push('dispose'), Promise.resolve()),
      });
    },
  };
  const clock = jumpingClock();
  const context: StagesContext = {
    engine,
    load: {} as LoadPlan,
    append: (body) => events.push(body),
    clock,
    signal: new AbortController().signal,
    note: () => undefined,
    milestone: (text) => milestones.push(text),
    sum: () => '10 requests, 0 failed',
    run: ({step}) => (log.push(`step ${step.fault}`), Promise.resolve()),
    holds: () => ({holds: true, seen: ''}),
    carried: () => (log.push(`asked at ${clock.nowMs()}`), carried()),
  };
  return {context, log, events, milestones};
}

const steps = [planned({fault: 'it', on: {workload: 'entry'}}, {stage: 'peak'})];
const said = (events: readonly EventBody[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'stage' ? [`${event.name} ${event.is}`] : []));

test('a machine that carried the ramp goes through all stages, and is asked once', async (t) => {
  const {context, log, events, milestones} = world(() => good);
  t.is(await runStages(stages, steps, context), summary);
  t.deepEqual(
    milestones,
    ['warm-up 3×: 10 requests, 0 failed', 'peak 1×: 10 requests, 0 failed'],
    'each stage that ended is told',
  );
  t.deepEqual(log, ['start warm-up', 'asked at 15000', 'stage peak', 'step it', 'stop at 35000', 'dispose']);
  t.deepEqual(said(events), ['warm-up begun', 'warm-up ended', 'peak begun', 'peak ended']);
});

test('a machine that did not carry it ends the load in the warm-up, with what was seen; nothing is injected', async (t) => {
  const {context, log, events} = world(() => bad);
  t.is(await runStages(stages, steps, context), summary, 'the trial goes on to collect and completes');
  t.deepEqual(log, ['start warm-up', 'asked at 15000', 'stop at 15000', 'dispose']);
  t.deepEqual(said(events), ['warm-up begun', 'warm-up failed']);
  t.like(events.at(-1), {facts: {by: 'host', largestPerSecond: 60}});
});

test('a stage goes on until its condition holds, or to its bound, which is recorded; both go on', async (t) => {
  const until = {is: 'level', withinMs: 30_000};
  const warm = stages.map((stage, index) => (index === 0 ? {...stage, until} : stage));
  const {context, log} = world(() => good);
  const left: number[] = [];
  const holds = (_condition: unknown, leftMs: number) => {
    left.push(leftMs);
    return {holds: context.clock.nowMs() >= 22_000, seen: 'latency 9 ms after 12 ms'};
  };
  await runStages(warm, steps, {...context, holds});
  t.deepEqual(left.slice(0, 2), [30_000, 29_000], 'who is asked knows how long it may still take');
  t.true(log.includes('asked at 22000'));
  const cold = world(() => good);
  await runStages(warm, steps, {...cold.context, holds: () => ({holds: false, seen: 'latency 9 ms after 12 ms'})});
  t.true(cold.log.includes('asked at 45000'));
  t.deepEqual(
    cold.events.flatMap((event) => (event.kind === 'line' ? [event.text] : [])),
    ['warm-up ended at its bound. Waited 30 s for the condition level; last seen: latency 9 ms after 12 ms'],
  );
  t.deepEqual(said(cold.events), ['warm-up begun', 'warm-up ended', 'peak begun', 'peak ended']);
});

test('without a ramp nobody asks', async (t) => {
  const {context, log} = world(() => bad);
  await runStages(stages.slice(1), [], context);
  t.deepEqual(log, ['start peak', 'stop at 20000', 'dispose']);
});

test('a step that throws fails its stage without facts, and the load ends', async (t) => {
  const {context, log, events} = world(() => good);
  const broken = {...context, run: () => Promise.reject(new Error('broke'))};
  await t.throwsAsync(runStages(stages, steps, broken), {message: 'broke'});
  t.is(log.at(-1), 'dispose');
  t.deepEqual(events.at(-1), {kind: 'stage', name: 'peak', is: 'failed'});
});
