import test from 'ava';
import {scheduleError} from '../../../bench/schedule-error.ts';

test('an even schedule has no error, wherever its zero is', (t) => {
  t.deepEqual(scheduleError([1000, 1010, 1020, 1030], 100), {p50: 0, p99: 0});
});

test('starts out of order are compared in order', (t) => {
  t.deepEqual(scheduleError([1020, 1000, 1010], 100), {p50: 0, p99: 0});
});

test('a burst after a pause is late by the pause', (t) => {
  const starts = Array.from({length: 1000}, (_, index) => (index < 900 ? index : 1000));
  const error = scheduleError(starts, 1000);
  t.is(error?.p50, 0);
  t.is(error?.p99, 90);
});

test('without a request there is no error to speak of', (t) => t.is(scheduleError([], 100), undefined));
