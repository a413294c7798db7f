import test from 'ava';
import {InterruptedError} from '../../../src/system/errors.ts';
import type {EventBody} from '../../../src/history/events.ts';
import {type Phase, runPhases} from '../../../src/run/phases/phase.ts';
import {silent} from '../silent.ts';

type Named = Phase<[], string | undefined>;

interface World {
  readonly phases: readonly Named[];
  readonly log: string[];
}

/** A phase that asks to be taken back as soon as it begins. */
function phaseOf(name: string, log: string[], failAt?: string): Named {
  return {
    name,
    title: name,
    expectedMs: 0,
    run({takeBack}) {
      takeBack(() => (log.push(`-${name}`), Promise.resolve()));
      log.push(`+${name}`);
      return name === failAt ? Promise.reject(new Error(`${name} broke`)) : Promise.resolve(name);
    },
    facts: (fact = '') => ({fact}),
  };
}

function world(names: readonly string[], failAt?: string): World {
  const log: string[] = [];
  return {phases: names.map((name) => phaseOf(name, log, failAt)), log};
}

/** A phase that makes nothing. */
function titled(name: string, run: Phase<[], void>['run']): Named {
  return {name, title: name, expectedMs: 0, run: async (phase) => (await run(phase), undefined)};
}

interface Ran {
  readonly events: readonly EventBody[];
  readonly result: Awaited<ReturnType<typeof runPhases>>;
}

/** Runs them one after the other. */
async function run(phases: readonly Named[], options: Partial<Parameters<typeof runPhases>[1]> = {}): Promise<Ran> {
  const events: EventBody[] = [];
  const signal = new AbortController().signal;
  const all = {append: (body: EventBody) => events.push(body), signal, present: silent, ...options};
  const result = await runPhases(phases, all, async (phase) => {
    for (const one of phases) await phase(one);
  });
  return {events, result};
}

test('phases run in order, tell what they made, and are taken back in reverse', async (t) => {
  const {phases, log} = world(['a', 'b', 'c']);
  const {result, events} = await run(phases);
  t.deepEqual(log, ['+a', '+b', '+c', '-c', '-b', '-a']);
  t.is(result.error, undefined);
  t.deepEqual(
    events.flatMap((event) => (event.kind === 'phase' && event.is === 'ended' ? [event.facts] : [])),
    [{fact: 'a'}, {fact: 'b'}, {fact: 'c'}],
  );
});

test('a phase is given what another made', async (t) => {
  const made: Phase<[], number> = {name: 'made', title: 'made', expectedMs: 0, run: () => Promise.resolve(20)};
  const sum: Phase<[number, number], number> = {
    name: 'sum',
    title: 'sum',
    expectedMs: 0,
    run: (_, one, other) => Promise.resolve(one + other),
  };
  const given = {append: () => undefined, signal: new AbortController().signal, present: silent};
  let total: number | undefined;
  await runPhases([made, sum], given, async (phase) => {
    total = await phase(sum, await phase(made), 3);
  });
  t.is(total, 23);
});

for (const name of ['a', 'b', 'c']) {
  test(`a throw in phase ${name} takes back exactly what was begun, its own half included`, async (t) => {
    const {phases, log} = world(['a', 'b', 'c'], name);
    const {result} = await run(phases);
    const begun = ['a', 'b', 'c'].slice(0, ['a', 'b', 'c'].indexOf(name) + 1);
    t.deepEqual(log, [...begun.map((phase) => `+${phase}`), ...begun.toReversed().map((phase) => `-${phase}`)]);
    t.is((result.error as Error).message, `${name} broke`);
  });
}

test('an interruption keeps later phases from beginning, and what is taken back has a fresh signal', async (t) => {
  const controller = new AbortController();
  const {phases, log} = world(['a', 'b']);
  const stopping = titled('stop', ({takeBack}) => {
    takeBack(({signal}) => (t.false(signal.aborted), Promise.resolve()));
    controller.abort(new InterruptedError());
    return Promise.resolve();
  });
  const {result} = await run([...phases.slice(0, 1), stopping, ...phases.slice(1)], {signal: controller.signal});
  t.true(result.error instanceof InterruptedError);
  t.deepEqual(log, ['+a', '-a']);
  t.plan(3);
});

test('what cannot be taken back does not keep the rest from being taken back, and is told', async (t) => {
  const {phases, log} = world(['a', 'b']);
  const stubborn = titled('x', ({takeBack}) => {
    takeBack(() => Promise.reject(new Error('still there')));
    return Promise.resolve();
  });
  const {result} = await run([...phases, stubborn]);
  t.deepEqual(log, ['+a', '+b', '-b', '-a']);
  t.deepEqual(
    result.cleanup.map((error) => error.message),
    ['x: still there'],
  );
});

test('the evidence is completed after the last phase, the newest first, then comes the verdict, then all is taken back', async (t) => {
  const {phases, log} = world(['a', 'b'], 'b');
  const observing = titled('o', ({beforeVerdict}) => {
    for (const name of ['first', 'second']) beforeVerdict(() => (log.push(`${name} ends`), Promise.resolve()));
    return Promise.resolve();
  });
  const verdict = (error: unknown): Promise<void> => {
    log.push(`verdict after ${(error as Error).message}`);
    return Promise.reject(new Error('disk full'));
  };
  const {result} = await run([observing, ...phases], {verdict});
  t.deepEqual(log, ['+a', '+b', 'second ends', 'first ends', 'verdict after b broke', '-b', '-a']);
  t.regex(result.cleanup[0]?.message ?? '', /disk full/, 'a verdict that fails keeps nothing from being taken back');
});

const throwing = (): never => {
  throw new Error('the terminal is gone');
};

for (const [when, present] of Object.entries({
  'cannot begin': throwing,
  'breaks at every call': () => ({
    begun: throwing,
    note: throwing,
    milestone: throwing,
    ended: throwing,
    failed: throwing,
    close: throwing,
  }),
})) {
  test(`a drawing that ${when} changes nothing of the work: all is done, judged and taken back`, async (t) => {
    const {phases, log} = world(['a', 'b'], 'b');
    const telling = titled('t', ({note, milestone}) => {
      note('going');
      milestone('went');
      log.push('+t');
      return Promise.resolve();
    });
    const verdict = () => (log.push('verdict'), Promise.resolve());
    const {result} = await run([telling, ...phases], {present, verdict});
    t.deepEqual(log, ['+t', '+a', '+b', 'verdict', '-b', '-a']);
    t.is((result.error as Error).message, 'b broke', 'the error is that of the work');
    t.deepEqual(result.cleanup, []);
  });
}
