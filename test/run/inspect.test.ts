import test from 'ava';
import type {Cluster} from '../../src/cluster/cluster.ts';
import type {Target} from '../../src/cluster/target.ts';
import type {EventBody} from '../../src/history/events.ts';
import type {Inspection} from '../../src/inspection/inspection.ts';
import {inspect, type InspectContext} from '../../src/run/inspect.ts';
import {HarnessError} from '../../src/system/errors.ts';
import {jumpingClock} from '../jumping-clock.ts';
import {planned} from './step-world.ts';

const target: Target = {kind: 'pod', name: 'web-1', namespace: 'shop', uid: 'u1', node: 'n1'};
const step = planned({inspection: 'allowed', on: {workload: 'entry'}, options: {verb: 'list'}});

interface World {
  readonly context: InspectContext;
  readonly events: EventBody[];
  readonly said: string[];
}

/** An API server that counts what it is asked: the count is the receipt. */
function world({
  counts = true,
  missing = false,
  targets = [target],
  applies = true,
}: {
  readonly counts?: boolean;
  readonly missing?: boolean;
  readonly targets?: readonly Target[];
  readonly applies?: boolean;
} = {}): World {
  let asked = 0;
  const [events, said]: [EventBody[], string[]] = [[], []];
  const allowed: Inspection = {
    title: 'What the account of the pods may do',
    asksBy: 'api',
    readsBy: 'kernel',
    requires: ['audit-log'],
    readEveryMs: 100,
    ask: (of, options) => {
      if (counts) asked += 1;
      return Promise.resolve({of: of.map(({name}) => name), options, allowed: false});
    },
    read: () => Promise.resolve({asked}),
    proves: (before, after) => JSON.stringify(before) !== JSON.stringify(after),
  };
  const context: InspectContext = {
    cluster: {name: 'seatrial-c1'} as Cluster,
    append: (body) => events.push(body),
    clock: jumpingClock(),
    signal: new AbortController().signal,
    inspections: {allowed},
    capabilities: {'audit-log': !missing},
    select: () => Promise.resolve({targets, excluded: [], why: targets.length === 0 ? 'nobody is ready' : '', applies}),
    note: () => undefined,
    milestone: (text) => said.push(text),
  };
  return {context, events, said};
}

const told = (events: readonly EventBody[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'inspection' ? [event.is] : []));

test('whom is asked about, the answer and the receipt are in the history, in this order', async (t) => {
  const {context, events, said} = world();
  await inspect('rights', step, 'allowed', context);
  t.deepEqual(events, [
    {
      kind: 'inspection',
      step: 'rights',
      is: 'asked',
      facts: {
        inspection: 'allowed',
        title: 'What the account of the pods may do',
        targets: [{...target}],
        excluded: [],
        options: {verb: 'list'},
      },
    },
    {
      kind: 'inspection',
      step: 'rights',
      is: 'answered',
      facts: {answer: {of: ['web-1'], options: {verb: 'list'}, allowed: false}},
    },
    {kind: 'inspection', step: 'rights', is: 'proved', facts: {before: {asked: 0}, after: {asked: 1}}},
  ]);
  t.deepEqual(said, ['rights: answered and proved']);
});

test('a question that no other channel saw is unproved, with its answer', async (t) => {
  const {context, events} = world({counts: false});
  await inspect('rights', step, 'allowed', context);
  t.deepEqual(told(events), ['asked', 'answered', 'unproved']);
});

test('without a target, without a capability and under an unknown name nothing is asked, and why is recorded', async (t) => {
  for (const [made, what, why] of [
    [world({targets: []}), 'allowed', /nobody is ready/],
    [world({missing: true}), 'allowed', /lacks audit-log/],
    [world(), 'constructor', /^$/],
  ] as const) {
    await inspect('rights', step, what, made.context);
    const [event, ...others] = made.events;
    t.deepEqual([others.length, told(made.events)], [0, ['not-exercised']]);
    t.regex(event?.kind === 'inspection' ? String((event.facts as {readonly why: string}).why) : 'no event', why);
  }
});

test('a question that fails is thrown, after it was recorded', async (t) => {
  const {context, events} = world();
  const {allowed} = context.inspections;
  if (allowed === undefined) return t.fail();
  const ask = () => Promise.reject(new HarnessError('api', 'no answer'));
  await t.throwsAsync(inspect('rights', step, 'allowed', {...context, inspections: {allowed: {...allowed, ask}}}), {
    message: 'no answer',
  });
  t.deepEqual(told(events), ['asked']);
});
