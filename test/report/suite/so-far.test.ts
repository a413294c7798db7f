import test from 'ava';
import {soFarText} from '../../../src/report/suite/so-far.ts';

test('the first trial of a suite has nothing behind it', (t) => {
  t.is(
    soFarText({title: 'oom', number: 1, of: 8, again: false, verdicts: [], leftMs: 24 * 60_000}),
    'Trial 1 of 8: oom · about 24 min 0 s left',
  );
});

test('verdicts are counted, those that are missing too; a second try is told; a foreign title stays on its line', (t) => {
  const verdicts = ['pass', 'inconclusive', 'fail', undefined, 'pass'] as const;
  t.is(
    soFarText({title: 'a\n\u{1b}[2Jb', number: 5, of: 5, again: true, verdicts, leftMs: 61_400}),
    'Trial 5 of 5: a\\u{a}\\u{1b}[2Jb, once more · so far 2 pass, 1 fail, 1 inconclusive, 1 without a verdict · about 61 s left',
  );
});
