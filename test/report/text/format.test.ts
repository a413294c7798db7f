import test from 'ava';
import {bytes, count, intervalText, moment, share} from '../../../src/report/text/format.ts';

test('moments carry over at the minute', (t) => {
  t.deepEqual([0, 59_960, 61_500, -1500, NaN].map(moment), ['0:00.0', '1:00.0', '1:01.5', '-0:01.5', '–']);
});

test('a share never rounds a few to none, or almost all to all', (t) => {
  t.deepEqual(
    [share(0, 10), share(1, 100_000), share(99_999, 100_000), share(1, 1), share(1, 0)],
    ['0 %', '< 0.1 %', '> 99.9 %', '100 %', '–'],
  );
});

test('bytes, counts and intervals', (t) => {
  t.deepEqual([bytes(2048), bytes(5 * 2 ** 20), bytes(1.5 * 2 ** 30)], ['2 KiB', '5 MiB', '1.5 GiB']);
  t.is(count(12_345.67), '12,345.7');
  t.is(intervalText([500, Infinity]), '500 ms to never');
});
