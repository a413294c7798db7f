import {PassThrough} from 'node:stream';
import test, {type ExecutionContext} from 'ava';
import {agreed, type Asking} from '../../src/setup/consent.ts';
import {InterruptedError, UsageError} from '../../src/system/errors.ts';

/** Somebody at a terminal who types this, or nobody. */
function asking(
  t: ExecutionContext,
  typed: string | undefined,
  rest: Partial<Asking> = {},
): Asking & {readonly shown: () => string} {
  const input = Object.assign(new PassThrough(), {isTTY: typed !== undefined});
  const output = Object.assign(new PassThrough(), {isTTY: typed !== undefined});
  input.write(typed ?? '');
  t.teardown(() => input.destroy());
  return {
    input,
    output,
    env: {},
    yes: false,
    signal: new AbortController().signal,
    command: 'setup',
    ...rest,
    shown: () => String(output.read() ?? ''),
  };
}

for (const typed of ['\r', 'y\r', 'Y\r', 'yes\r']) {
  test(`on a terminal it is asked once, and ${JSON.stringify(typed)} is yes`, async (t) => {
    const somebody = asking(t, typed);
    await agreed(somebody);
    t.is(somebody.shown().match(/Go on\? \[Y\/n\]/g)?.length, 1);
  });
}

for (const typed of ['n\r', 'no\r', 'what?\r', '\u0004']) {
  test(`${JSON.stringify(typed)} is no: exit 64, and nothing was changed`, async (t) => {
    const error = await t.throwsAsync(agreed(asking(t, typed)), {instanceOf: UsageError});
    t.regex(error?.message ?? '', /You said no; nothing was changed/);
  });
}

test('Ctrl-C at the question is an interruption', async (t) => {
  await t.throwsAsync(agreed(asking(t, '\u0003')), {instanceOf: InterruptedError, message: /nothing was changed/});
});

test('a signal at the question is an interruption too', async (t) => {
  const stop = new AbortController();
  const waiting = agreed(asking(t, '', {signal: stop.signal}));
  stop.abort();
  await t.throwsAsync(waiting, {instanceOf: InterruptedError});
});

test('nobody to ask: exit 64, with the line to type', async (t) => {
  const error = await t.throwsAsync(agreed(asking(t, undefined)), {instanceOf: UsageError});
  t.is(error?.message, 'This needs your word, and there is no terminal to ask for it; nothing was changed');
  t.is(error?.hint, 'To go on without a question: npm run setup -- --yes');
});

test('a terminal that only reads, or only shows, is none', async (t) => {
  for (const half of [{input: new PassThrough()}, {output: new PassThrough()}])
    await t.throwsAsync(agreed({...asking(t, '\r'), ...half}), {instanceOf: UsageError});
});

test('said beforehand: nothing is asked', async (t) => {
  for (const said of [{yes: true}, {env: {CI: 'true'}}, {env: {CI: '1'}}, {env: {SEATRIAL_YES: '1'}}]) {
    const nobody = asking(t, undefined, said);
    await agreed(nobody);
    t.is(nobody.shown(), '');
  }
});

test('CI or SEATRIAL_YES that is switched off or empty says nothing', async (t) => {
  for (const value of ['', '0', 'false', 'False'])
    await t.throwsAsync(agreed(asking(t, undefined, {env: {CI: value, SEATRIAL_YES: value}})), {
      instanceOf: UsageError,
    });
});
