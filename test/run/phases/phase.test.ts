import test from 'ava';
import {InterruptedError} from '../../../src/system/errors.ts';
import type {EventBody} from '../../../src/history/events.ts';
import {type Phase, runPhases} from '../../../src/run/phases/phase.ts';
import {silent} from '../silent.ts';

function world(names: readonly string[], failAt?: string): {readonly phases: readonly Phase[]; readonly log: string[]} {
  const log: string[] = [];
  const phases = names.map((name): Phase => ({
    name,
    title: name,
    expectedMs: 0,
    setup() {
      log.push(`+${name}`);
      if (name === failAt) return Promise.reject(new Error(`${name} broke`));
      return Promise.resolve({fact: name});
    },
    teardown() {
      log.push(`-${name}`);
      return Promise.resolve();
    },
  }));
  return {phases, log};
}

async function run(
  phases: readonly Phase[],
  signal = new AbortController().signal,
): Promise<{readonly events: readonly EventBody[]; readonly result: Awaited<ReturnType<typeof runPhases>>}> {
  const events: EventBody[] = [];
  const result = await runPhases(phases, {append: (body) => events.push(body), signal, present: silent});
  return {events, result};
}

test('phases run in order and are taken back in reverse', async (t) => {
  const {phases, log} = world(['a', 'b', 'c']);
  const {result, events} = await run(phases);
  t.deepEqual(log, ['+a', '+b', '+c', '-c', '-b', '-a']);
  t.is(result.error, undefined);
  t.is(events.filter((event) => event.kind === 'phase' && event.is === 'ended').length, 3);
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

test('an interruption keeps later phases from beginning, and the teardowns have a fresh signal', async (t) => {
  const controller = new AbortController();
  const {phases, log} = world(['a', 'b']);
  const stopping: Phase = {
    name: 'stop',
    title: 'stop',
    expectedMs: 0,
    setup: () => {
      controller.abort(new InterruptedError());
      return Promise.resolve();
    },
    teardown: ({signal}) => {
      t.false(signal.aborted);
      return Promise.resolve();
    },
  };
  const {result} = await run([...phases.slice(0, 1), stopping, ...phases.slice(1)], controller.signal);
  t.true(result.error instanceof InterruptedError);
  t.deepEqual(log, ['+a', '-a']);
});

test('a teardown that fails does not keep the others from running, and is reported', async (t) => {
  const {phases, log} = world(['a', 'b']);
  const stubborn: Phase = {
    name: 'x',
    title: 'x',
    expectedMs: 0,
    setup: () => Promise.resolve(),
    teardown: () => Promise.reject(new Error('still there')),
  };
  const {result} = await run([...phases, stubborn]);
  t.deepEqual(log, ['+a', '+b', '-b', '-a']);
  t.deepEqual(
    result.cleanup.map((error) => error.message),
    ['x: still there'],
  );
});

test('the verdict comes after the last setup and before the first teardown, and its failure keeps nothing from being taken back', async (t) => {
  const {phases, log} = world(['a', 'b'], 'b');
  const between = (error: unknown): Promise<void> => {
    log.push(`verdict after ${(error as Error).message}`);
    return Promise.reject(new Error('disk full'));
  };
  const result = await runPhases(phases, {
    append: () => undefined,
    signal: new AbortController().signal,
    present: silent,
    between,
  });
  t.deepEqual(log, ['+a', '+b', 'verdict after b broke', '-b', '-a']);
  t.regex(result.cleanup[0]?.message ?? '', /disk full/);
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
    const telling: Phase = {
      name: 't',
      title: 't',
      expectedMs: 0,
      setup({note, milestone}) {
        note('going');
        milestone('went');
        log.push('+t');
        return Promise.resolve();
      },
    };
    const result = await runPhases([telling, ...phases], {
      append: () => undefined,
      signal: new AbortController().signal,
      present,
      between: () => (log.push('verdict'), Promise.resolve()),
    });
    t.deepEqual(log, ['+t', '+a', '+b', 'verdict', '-b', '-a']);
    t.is((result.error as Error).message, 'b broke', 'the error is that of the work');
    t.deepEqual(result.cleanup, []);
  });
}
