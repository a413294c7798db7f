import test from 'ava';
import {bytes, count, percent, several} from '../../src/text/units.ts';

test('a number with its noun, in the singular for one', (t) => {
  t.deepEqual([count(0, 'pod'), count(1, 'pod'), count(2, 'pod')], ['0 pods', '1 pod', '2 pods']);
  t.deepEqual([several(1, 'problem'), several(2, 'problem')], ['a problem', '2 problems']);
});

test('bytes are in the largest unit that holds one', (t) => {
  t.deepEqual([bytes(0), bytes(1023), bytes(1536), bytes(64 * 2 ** 20)], ['0 B', '1023 B', '1.5 KiB', '64 MiB']);
});

test('a share that is not the whole is never 100 %', (t) => {
  t.deepEqual([0.5, 0.999, 0.9999, 0.99996, 1, 0, Number.NaN].map(percent), [
    '50 %',
    '99.9 %',
    '99.99 %',
    '99.996 %',
    '100 %',
    '0 %',
    '–',
  ]);
});
