import test from 'ava';
import {HarnessError, InterruptedError} from '../../src/system/errors.ts';
import {faults} from '../../src/fault/faults.ts';
import type {PendingUndo} from '../../src/run/cleanup/journal.ts';
import {isMarked} from '../../src/run/cleanup/marks.ts';
import {runStep, type StepContext} from '../../src/run/step.ts';
import {planned, target, world} from './step-world.ts';

const plain = {fault: 'it', on: {workload: 'entry'}} as const;
const step = planned(plain);

test('the mark is on disk before the injection, and done only after the undo', async (t) => {
  const {context, log} = world({});
  const added: Omit<PendingUndo, 'id'>[] = [];
  const {journal} = context;
  await runStep(step, {...context, journal: {...journal, add: (undo) => (added.push(undo), journal.add(undo))}});
  t.deepEqual(log, ['mark', 'journal', 'read', 'inject', 'read', 'undo', 'done']);
  t.deepEqual(
    added.map((undo) => isMarked({id: '0', ...undo})),
    [true],
    'another process can take it back from what stands there',
  );
});

test('the events say marked, injected, proved, undoing, undone, and the step ended', async (t) => {
  const {context, events} = world({});
  await runStep(step, context);
  t.deepEqual(
    events.map((event) => ('is' in event ? `${event.kind} ${event.is}` : event.kind)),
    ['step begun', 'fault marked', 'fault injected', 'fault proved', 'fault undoing', 'fault undone', 'step ended'],
  );
});

for (const [name, {effect}] of Object.entries(faults)) {
  test(`what ${name} does is recorded with its mark`, async (t) => {
    const {context, events} = world({});
    const it = context.faults['it'];
    await runStep(step, {...context, faults: it === undefined ? {} : {it: {...it, effect}}});
    const marked = events.find((event) => event.kind === 'fault' && event.is === 'marked');
    t.like(marked, {facts: {effect}});
  });
}

test('a fault without a receipt is unproved, undone, and never a pass', async (t) => {
  const {context, events, log} = world({proves: false});
  await runStep(step, context);
  t.true(events.some((event) => event.kind === 'fault' && event.is === 'unproved'));
  t.deepEqual(log.slice(-2), ['undo', 'done']);
});

test('an injection that fails is undone and said', async (t) => {
  const {context, events, log} = world({proves: false, injectFails: true});
  await runStep(step, context);
  t.true(log.includes('undo'));
  const failed = events.find((event) => event.kind === 'step' && event.is === 'failed');
  t.regex(JSON.stringify(failed), /no such process/);
});

test('a missing capability and an empty selector are not exercised; nothing is injected', async (t) => {
  for (const overrides of [{capabilities: {}}, {targets: []}]) {
    const {context, events, log} = world(overrides);
    await runStep(step, context);
    t.true(events.some((event) => event.kind === 'fault' && event.is === 'not-exercised'));
    t.deepEqual(log, []);
  }
});

test('a step on what the subject does not declare does not apply, which is another word than not exercised', async (t) => {
  const {context, events, log} = world({targets: [], applies: false});
  await runStep(step, context);
  t.deepEqual(
    events.flatMap((event) => (event.kind === 'fault' ? [event.is] : [])),
    ['not-applicable'],
  );
  t.deepEqual(log, []);
});

for (const moment of ['journal', 'read', 'inject']) {
  test(`an interruption at "${moment}" undoes the fault with a signal of its own, and is thrown on`, async (t) => {
    const controller = new AbortController();
    const {context, log} = world({proves: false, controller, abortOn: moment});
    await t.throwsAsync(runStep(step, context), {instanceOf: InterruptedError});
    t.deepEqual(log.slice(-2), ['undo', 'done']);
  });
}

test('a condition that never comes is a failed step with what was seen last', async (t) => {
  const {context, events} = world({});
  await runStep(planned({...plain, when: {is: 'steady'}}), {
    ...context,
    holds: () => ({holds: false, seen: '3 good seconds in a row'}),
  });
  const failed = events.find((event) => event.kind === 'step' && event.is === 'failed');
  t.regex(JSON.stringify(failed), /condition steady.*3 good seconds/);
  t.false(events.some((event) => event.kind === 'fault'));
});

const held = planned({...plain, hold: {until: {is: 'nodes-not-ready'}, withinMs: 60_000, thenMs: 20_000}});

test('a hold lasts until its condition and so long again, and then comes the undo', async (t) => {
  const {context, log} = world({});
  let asked = 0;
  const at: Record<string, number> = {};
  const fault = context.faults['it'];
  if (fault === undefined) return t.fail();
  const undo: typeof fault.undo = (mark, tools) => ((at['undo'] = context.clock.nowMs()), fault.undo(mark, tools));
  const holds = () => ({holds: ++asked === 41, seen: 'still Ready: w1'});
  await runStep(held, {...context, faults: {it: {...fault, undo}}, holds});
  t.is(at['undo'], 40 * 250 + 20_000);
  t.deepEqual(log.slice(-2), ['undo', 'done']);
});

test('a hold whose condition never comes ends at its bound, is recorded, and the step goes on', async (t) => {
  const {context, events} = world({});
  await runStep(held, {...context, holds: () => ({holds: false, seen: 'still Ready: w1'})});
  t.regex(
    JSON.stringify(events.filter((event) => event.kind === 'line')),
    /held to its bound.*nodes-not-ready.*still Ready: w1/,
  );
  t.true(events.some((event) => event.kind === 'step' && event.is === 'ended'));
});

test('what is held to see probes act waits until they ask, and goes on where one never does', async (t) => {
  const {context, log, events} = world({});
  const asked: string[] = [];
  const holds: StepContext['holds'] = ({is}) => (asked.push(is), {holds: is !== 'probes-ask', seen: '20 s more'});
  await runStep(planned(plain, {probesMs: 10_000}), {...context, holds});
  t.deepEqual([...new Set(asked)], ['probes-ask']);
  t.is(log[0], 'mark');
  t.regex(JSON.stringify(events.find((event) => event.kind === 'line')), /may not have asked yet.*20 s more/);
});

test('a step whose hold would exceed the patience touches nobody and says how long it would take', async (t) => {
  const {context, log, events} = world({});
  const tooLong = 'To see the restart takes 11 min, and a fault is held for 5 min: --patience 11 allows it';
  await runStep({...step, hold: {...step.hold, tooLong}}, context);
  t.deepEqual(log, []);
  t.like(
    events.find((event) => event.kind === 'fault'),
    {is: 'not-exercised', facts: {why: tooLong}},
  );
});

test('an injection that blocks is ended before the undo, and what it was told is in the history', async (t) => {
  const {context, log, events} = world({});
  const fault = context.faults['it'];
  if (fault === undefined) return t.fail();
  const inject: typeof fault.inject = (_mark, {tell, signal}) => {
    tell({question: 'evict', answer: {code: 429}});
    const {promise, reject} = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => (log.push('ended'), reject(new Error('ended'))));
    return promise;
  };
  await runStep(step, {...context, faults: {it: {...fault, inject}}});
  t.deepEqual(log.slice(-3), ['ended', 'undo', 'done']);
  t.deepEqual(
    events.filter((event) => event.kind === 'answer'),
    [{kind: 'answer', step: 'it', answer: {question: 'evict', answer: {code: 429}}}],
  );
  t.true(events.some((event) => event.kind === 'step' && event.is === 'ended'));
});

test('after an injection that failed, the receipt is not waited for to its bound', async (t) => {
  const {context} = world({proves: false, injectFails: true});
  await runStep(planned({...plain, withinMs: 600_000}), context);
  t.true(context.clock.nowMs() < 10_000, String(context.clock.nowMs()));
});

test('a reading that fails is tried again: a node on its way down answers nobody', async (t) => {
  const {context, events} = world({});
  const fault = context.faults['it'];
  if (fault === undefined) return t.fail();
  let reads = 0;
  const read = () =>
    ++reads > 1 && reads < 5
      ? Promise.reject(new HarnessError('command-failed', 'no such container'))
      : Promise.resolve({});
  await runStep(step, {...context, faults: {it: {...fault, read}}});
  t.is(reads, 5);
  t.true(events.some((event) => event.kind === 'fault' && event.is === 'proved'));
});

test('who is spared is recorded with who is hit, and why nobody is', async (t) => {
  const excluded = [{name: 'w4', why: 'a volume is pinned to it'}];
  const {context, events} = world({});
  await runStep(step, {
    ...context,
    select: () => Promise.resolve({targets: [target], excluded, why: '', applies: true}),
  });
  await runStep(step, {
    ...context,
    select: () => Promise.resolve({targets: [], excluded, why: 'the selector met no target', applies: true}),
  });
  const facts = events.flatMap((event) =>
    event.kind === 'fault' && (event.is === 'marked' || event.is === 'not-exercised') ? [event.facts] : [],
  );
  t.like(facts[0], {excluded, targets: [{name: 'web-1'}]});
  t.like(facts[1], {excluded, why: 'the selector met no target'});
});

test('a step that inspects asks, waits for its condition, and has no fault in the history', async (t) => {
  const {context, events, log} = world({});
  const allowed: StepContext['inspections'][string] = {
    title: 'A question',
    asksBy: 'api',
    readsBy: 'kernel',
    requires: [],
    readEveryMs: 100,
    ask: () => Promise.resolve({allowed: false}),
    read: () => Promise.resolve({}),
    proves: () => true,
  };
  const until = {is: 'elapsed', options: {ms: 1}};
  const holds = () => (log.push('until'), {holds: true, seen: ''});
  const asks = planned({inspection: 'allowed', on: {workload: 'entry'}, until});
  await runStep(asks, {...context, inspections: {allowed}, holds});
  t.deepEqual(
    events.map(({kind, is}: {readonly kind: string; readonly is?: string}) => `${kind} ${is}`),
    ['step begun', 'inspection asked', 'inspection answered', 'inspection proved', 'step ended'],
  );
  t.deepEqual(log, ['until']);
});
