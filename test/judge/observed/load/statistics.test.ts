import test from 'ava';
import {
  deviation,
  largest,
  mean,
  percentile,
  ratio,
  studentsT,
  wilson,
} from '../../../../src/judge/observed/load/statistics.ts';
import {seeded} from '../../../seeded.ts';

test('wilson: known values, and always around the share', (t) => {
  t.deepEqual(wilson(0, 0), [0, 1]);
  const [, high] = wilson(0, 3838);
  t.true(high > 0.000_999 && high < 0.001_001, 'no failure in 3838 requests just meets 99.9 %');
  const [low, up] = wilson(10, 100);
  t.deepEqual([low.toFixed(3), up.toFixed(3)], ['0.055', '0.174']);
  const random = seeded(3);
  for (let round = 0; round < 300; round += 1) {
    const of = 1 + Math.floor(random() * 1000);
    const hits = Math.floor(random() * (of + 1));
    const [from, to] = wilson(hits, of);
    t.true(from >= 0 && to <= 1 && from <= hits / of && to >= hits / of);
  }
});

test('percentiles by nearest rank agree with their definition on random data', (t) => {
  const random = seeded(5);
  for (let round = 0; round < 200; round += 1) {
    const values = Float64Array.from({length: 1 + Math.floor(random() * 200)}, () => Math.floor(random() * 50));
    const rank = random() * 100;
    const found = percentile(values, rank) ?? Number.NaN;
    const atMost = values.filter((value) => value <= found).length / values.length;
    const below = values.filter((value) => value < found).length / values.length;
    t.true(atMost * 100 >= rank - 1e-9 && (below * 100 < rank || below === 0));
  }
  t.is(percentile(new Float64Array(), 99), undefined);
});

test('the deviation of a sample, and the t of Student by tables', (t) => {
  t.is(deviation([2, 4, 6]), 2);
  for (const [freedom, known] of [
    [1, 12.706],
    [5, 2.571],
    [6, 2.447],
    [10, 2.228],
    [30, 2.042],
    [1000, 1.962],
  ] as const)
    t.true(Math.abs(studentsT(freedom) / known - 1) < 0.002, `${freedom} degrees of freedom`);
});

test('where nothing was measured there is no number, and never one that is none', (t) => {
  t.deepEqual([mean([]), deviation([1]), ratio(0, 0), ratio(1, 0)], [undefined, undefined, undefined, undefined]);
});

test('the largest of two hundred thousand values is found', (t) => {
  t.is(
    largest(
      Array.from({length: 200_000}, (_, index) => index),
      0,
    ),
    199_999,
  );
});

test('the seeded source of the tests spreads evenly', (t) => {
  const random = seeded(42);
  const buckets = Array.from({length: 10}, () => 0);
  for (let index = 0; index < 10_000; index += 1) {
    const bucket = Math.floor(random() * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  t.true(
    buckets.every((count) => count > 850 && count < 1150),
    String(buckets),
  );
});
