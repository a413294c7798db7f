import test from 'ava';
import {about, duration, wholeSeconds} from '../../src/text/duration.ts';

test('durations are in the unit a person would use', (t) => {
  t.deepEqual([0, 0.4, 12.34, 450.2, 999, 1000, 41_320, 83_240, 100_700].map(duration), [
    '0 s',
    '0.4 ms',
    '12.3 ms',
    '450 ms',
    '999 ms',
    '1 s',
    '41.3 s',
    '83.2 s',
    '101 s',
  ]);
  t.deepEqual([120_000, 125_000, 1_440_000, -125_000, Infinity, NaN].map(duration), [
    '2 min 0 s',
    '2 min 5 s',
    '24 min 0 s',
    '-2 min 5 s',
    'never',
    '–',
  ]);
});

test('what rounds up to the next unit is said in it', (t) => {
  t.deepEqual([999.4, 999.6, 119_400, 119_600, 179_600].map(duration), [
    '999 ms',
    '1 s',
    '119 s',
    '2 min 0 s',
    '3 min 0 s',
  ]);
});

test('an estimate is told to the second', (t) => {
  t.deepEqual([400, 1000, 60_700, 124_600].map(about), ['about 400 ms', 'about 1 s', 'about 61 s', 'about 2 min 5 s']);
  t.deepEqual([0, 999, 1400, 1600].map(wholeSeconds), [0, 999, 1000, 2000]);
});
