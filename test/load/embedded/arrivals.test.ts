import test from 'ava';
import {arrivalMs, dueBy, rateAt, type Arrivals} from '../../../src/load/embedded/arrivals.ts';
import {draw} from '../../../src/load/embedded/mix.ts';

const someArrivals: readonly Arrivals[] = Array.from({length: 300}, (_, round) => ({
  fromPerSecond: round % 5 === 0 ? 0 : draw(round, 1, 0, 0) * 400,
  ratePerSecond: round % 7 === 0 ? 0 : draw(round, 2, 0, 0) * 400,
  rampMs: round % 3 === 0 ? 0 : draw(round, 3, 0, 0) * 5000,
}));

test('the number planned in any time is the integral of the rate, to within a half', (t) => {
  for (const arrivals of someArrivals) {
    for (const elapsedMs of [1, 250, 999.5, 4000, 8000]) {
      let planned = 0;
      while (arrivalMs(arrivals, planned) < elapsedMs) planned += 1;
      const due = dueBy(arrivals, elapsedMs);
      t.true(Math.abs(planned - due) <= 0.5 + 1e-6, `${JSON.stringify(arrivals)}: ${planned} planned, ${due} due`);
    }
  }
});

test('the integral is the sum of the rate over small steps', (t) => {
  for (const arrivals of someArrivals.slice(0, 40)) {
    let sum = 0;
    for (let ms = 0; ms < 6000; ms += 1) sum += rateAt(arrivals, ms + 0.5) / 1000;
    t.true(Math.abs(sum - dueBy(arrivals, 6000)) < 0.5);
  }
});

test('arrivals never go back in time', (t) => {
  for (const arrivals of someArrivals) {
    for (let index = 1; index < 300; index += 1) t.true(arrivalMs(arrivals, index) >= arrivalMs(arrivals, index - 1));
  }
});

test('a constant rate is evenly spaced', (t) => {
  const arrivals = {fromPerSecond: 0, ratePerSecond: 100, rampMs: 0};
  t.deepEqual(
    [0, 1, 2, 99].map((index) => arrivalMs(arrivals, index)),
    [5, 15, 25, 995],
  );
});

test('nothing ever arrives at rate 0, nor after a ramp down to it', (t) => {
  t.is(arrivalMs({fromPerSecond: 0, ratePerSecond: 0, rampMs: 0}, 0), Infinity);
  const down = {fromPerSecond: 10, ratePerSecond: 0, rampMs: 1000};
  t.is(dueBy(down, 9000), 5);
  t.true(arrivalMs(down, 4) < 1000);
  t.is(arrivalMs(down, 5), Infinity);
});
