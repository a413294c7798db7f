import test from 'ava';
import {waitPatiently} from '../../src/cluster/wait-patiently.ts';
import type {Clock} from '../../src/system/clock.ts';
import {HarnessError, WaitTimeoutError} from '../../src/system/errors.ts';

/** Every question takes a tenth of a second, and sleep is free. */
function ticking(): Clock {
  let now = 0;
  return {nowMs: () => (now += 100), wall: () => new Date(0), sleep: async () => Promise.resolve()};
}

const options = {what: 'the answer', withinMs: 1000, everyMs: 10};

test('a question that was not answered is asked again', async (t) => {
  let asked = 0;
  const probe = async () => {
    if (++asked < 3) throw new HarnessError('api', 'no answer');
    return Promise.resolve({done: asked});
  };
  t.is(await waitPatiently({...options, clock: ticking()}, probe), 3);
});

test('never answered: the last error is what was seen', async (t) => {
  const probe = async () => Promise.reject(new HarnessError('api', 'connection refused'));
  await t.throwsAsync(waitPatiently({...options, clock: ticking()}, probe), {
    instanceOf: WaitTimeoutError,
    message: /last seen: connection refused/,
  });
});

test('a mistake of our own is not waited out', async (t) => {
  const probe = async () => Promise.reject(new TypeError('undefined is not a function'));
  await t.throwsAsync(waitPatiently({...options, clock: ticking()}, probe), {instanceOf: TypeError});
});
