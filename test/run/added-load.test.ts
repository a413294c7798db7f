import test from 'ava';
import {runStep} from '../../src/run/step.ts';
import {InterruptedError} from '../../src/system/errors.ts';
import {planned, world} from './step-world.ts';

const step = planned({fault: 'it', on: {workload: 'entry'}});
const added = (log: readonly string[]) => log.filter((one) => one.startsWith('add'));

test('connections are added to a thin load from the injection until pods have come and gone', async (t) => {
  const {context, log} = world({orderly: true, ratePerSecond: 30});
  const begunMs = context.clock.nowMs();
  let looks = 0;
  const noneEnds = () => ({holds: (looks += 1) > 20, seen: 'web-1'});
  await runStep(step, {...context, noneEnds});
  t.deepEqual(log, ['mark', 'journal', 'read', 'add 30 and 39', 'inject', 'read', 'undo', 'done', 'add 0 and 0']);
  t.true(context.clock.nowMs() - begunMs >= 2000 + 20 * 250 + 5000);
});

test('a load that is thick enough, a fault that ends nothing in good order and pods without grace get nothing', async (t) => {
  for (const [overrides, options] of [
    [{orderly: true, ratePerSecond: 120}, {}],
    [{orderly: true, ratePerSecond: 0}, {}],
    [{orderly: false, ratePerSecond: 30}, {}],
    [{orderly: true, ratePerSecond: 30}, {graceSeconds: 0}],
  ] as const) {
    const {context, log} = world(overrides);
    await runStep(planned({...step.step, options}), context);
    t.deepEqual(added(log), []);
    t.is(log.at(-1), 'done');
  }
});

test('it ends with an injection that fails, an interruption, and pods that do not come back', async (t) => {
  const failed = world({orderly: true, ratePerSecond: 30, injectFails: true, proves: false});
  await runStep(step, failed.context);
  t.is(failed.log.at(-1), 'add 0 and 0');

  const controller = new AbortController();
  const stopped = world({orderly: true, ratePerSecond: 30, controller, abortOn: 'inject'});
  await t.throwsAsync(runStep(step, stopped.context), {instanceOf: InterruptedError});
  t.is(stopped.log.at(-1), 'add 0 and 0');

  const {context, log} = world({orderly: true, ratePerSecond: 30});
  const holds = () => ({holds: log.length < 4, seen: '1 of 3 ready'});
  const begunMs = context.clock.nowMs();
  await runStep(step, {...context, whole: {holds, withinMs: 60_000}});
  t.deepEqual(added(log), ['add 30 and 39', 'add 0 and 0']);
  t.true(context.clock.nowMs() - begunMs < 120_000);
});
