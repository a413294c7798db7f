import test from 'ava';
import {gainUntil, lineThrough, slopeInterval, type Point} from '../../../../src/judge/observed/load/lines.ts';
import {seeded} from '../../../seeded.ts';

const along = (count: number, y: (x: number) => number): readonly Point[] =>
  Array.from({length: count}, (_, x) => ({x, y: y(x)}));

test('a line is exact on a line, and its interval holds the truth as often as it says', (t) => {
  t.is(lineThrough(along(8, (x) => 3 * x + 1))?.slope, 3);
  t.deepEqual(slopeInterval(along(8, (x) => 3 * x + 1)), [3, 3]);
  const random = seeded(9);
  const held = Array.from({length: 400}, () => {
    const [low, high] = slopeInterval(along(12, (x) => 3 * x + random() + random() + random())) ?? [0, 0];
    return low <= 3 && high >= 3;
  });
  const share = held.filter(Boolean).length / held.length;
  t.true(share > 0.92 && share < 0.98, String(share));
});

test('without two different x there is no line, and with few points no interval', (t) => {
  t.is(lineThrough([]), undefined);
  t.is(
    lineThrough([
      {x: 1, y: 1},
      {x: 1, y: 2},
    ]),
    undefined,
  );
  t.is(slopeInterval(along(3, (x) => x)), undefined);
  t.is(
    gainUntil(
      along(5, (x) => x),
      100,
    ),
    undefined,
  );
  t.is(
    gainUntil(
      along(8, () => 1).map(({y}) => ({x: 4, y})),
      100,
    ),
    undefined,
  );
});

test('what lies ahead of a straight line is that line; of one that has settled, nothing; of noise, anything', (t) => {
  const straight = gainUntil(
    along(16, (x) => 2 * x),
    115,
  );
  t.deepEqual(straight?.interval.map(Math.round), [200, 200]);
  t.true(straight?.mayBeStraight);
  const settled = gainUntil(
    along(16, (x) => 10 * (1 - Math.exp(-x / 2))),
    1015,
  );
  t.false(settled?.mayBeStraight);
  t.true(Math.max(...(settled?.interval ?? [99]).map(Math.abs)) < 0.1, String(settled?.interval));
  const random = seeded(4);
  const noise = gainUntil(
    along(16, () => random()),
    1015,
  )?.interval ?? [0, 0];
  t.true(noise[0] < 0 && noise[1] > 0);
});

test('a line that may slow down has a lower end far below itself', (t) => {
  const random = seeded(4);
  const {interval, mayBeStraight} = gainUntil(
    along(16, (x) => 2 * x + 3 * random()),
    1015,
  ) ?? {interval: [0, 0]};
  t.true(mayBeStraight);
  t.true(interval[0] < 300 && interval[1] > 2000, String(interval));
});
