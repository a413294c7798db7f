import test from 'ava';
import {fillBytes} from '../../../src/fault/container/memory-exhaustion-plan.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';

const mib = 1024 * 1024;
const roomy = {availableBytes: 20_000 * mib, runFreeBytes: 12_000 * mib};

test('with a limit: all of it and 16 MiB more, because what the container holds comes and goes with its requests', (t) => {
  t.is(fillBytes(128 * mib, 64 * mib, 100 * mib, roomy), 144 * mib);
  t.is(fillBytes(64 * mib, 0, 64 * mib, roomy), 80 * mib);
});

test('without a limit: eight times the request, at least 256 MiB, at most 1 GiB, and always past twice of what it has', (t) => {
  const filled = (requestMib: number, usageMib = 10): number =>
    fillBytes(null, requestMib * mib, usageMib * mib, roomy) / mib;
  t.deepEqual([filled(0), filled(64), filled(500), filled(900), filled(16, 400)], [256, 512, 1024, 1816, 816]);
});

test('never more than a quarter of the available memory, nor more than /run holds: not exercised, with the reason', (t) => {
  const small = {availableBytes: 1000 * mib, runFreeBytes: 12_000 * mib};
  const use = 10 * mib;
  const limited = t.throws(() => fillBytes(400 * mib, 0, use, small), {instanceOf: NotExercisedError});
  t.regex(limited.message, /its limit is 400 MiB.*250 MiB of this machine/);
  t.throws(() => fillBytes(null, 200 * mib, use, small), {instanceOf: NotExercisedError});
  t.throws(() => fillBytes(400 * mib, 0, use, {...roomy, runFreeBytes: 0}), {instanceOf: NotExercisedError});
  t.throws(() => fillBytes(400 * mib, 0, use, {...roomy, availableBytes: Number.NaN}), {instanceOf: NotExercisedError});
});
