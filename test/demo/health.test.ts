import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {watchHealth} from '../../demo/shop/src/service/health.ts';

test('not ready before the first success, ready after it', async (t) => {
  const first = Promise.withResolvers<void>();
  const health = watchHealth({probe: () => first.promise, everyMs: 60_000, failures: 3});
  t.is(health.trouble(), 'not asked yet');
  first.resolve();
  await turn();
  t.is(health.trouble(), undefined);
  health.stop();
});

test('says why it cannot serve', async (t) => {
  const health = watchHealth({probe: () => Promise.reject(new Error('orders is away')), everyMs: 60_000, failures: 1});
  await turn();
  t.is(health.trouble(), 'orders is away');
  health.stop();
});

test('a watch that has stopped asking is not trusted', async (t) => {
  let now = 0;
  const health = watchHealth({probe: async () => undefined, everyMs: 1_000, failures: 1, now: () => now});
  await turn();
  t.is(health.trouble(), undefined);
  now = 10_001;
  t.is(health.trouble(), 'the health watch has stopped');
  health.stop();
});
