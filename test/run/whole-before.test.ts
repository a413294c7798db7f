import test from 'ava';
import {runStep, type StepContext} from '../../src/run/step.ts';
import {planned, world} from './step-world.ts';

const plain = {fault: 'it', on: {workload: 'entry'}} as const;
const step = planned(plain);
const wholeAfter = (looks: number): {readonly whole: StepContext['whole']; readonly asked: () => number} => {
  let asked = 0;
  const holds = () => ({holds: ++asked > looks, seen: '1 of 2 pods of Deployment/web ready'});
  return {whole: {holds, withinMs: 60_000}, asked: () => asked};
};

test('no fault begins before the subject is whole after the one before it', async (t) => {
  const {context, log, events} = world({});
  await runStep(step, {...context, whole: wholeAfter(100).whole});
  t.is(log[0], 'mark');
  t.true(context.clock.nowMs() >= 99 * 250);
  t.true(events.some((event) => event.kind === 'step' && event.is === 'ended'));
});

test('where it never is, nobody is touched: the step is not exercised and says why', async (t) => {
  const {context, log, events} = world({});
  await runStep(step, {...context, whole: wholeAfter(Number.POSITIVE_INFINITY).whole});
  t.deepEqual(log, []);
  const told = events.find((event) => event.kind === 'fault');
  t.like(told, {is: 'not-exercised', facts: {fault: 'it'}});
  t.regex(JSON.stringify(told), /less than whole for 60 s more: 1 of 2 pods of Deployment\/web ready/);
  t.true(context.clock.nowMs() < 62_000);
});

test('what goes while the step waits for its condition is waited for too', async (t) => {
  const {context, log} = world({});
  let asked = 0;
  const holds = () => ({holds: ++asked !== 2, seen: 'gone again'});
  await runStep(planned({...plain, when: {is: 'steady'}}), {...context, whole: {holds, withinMs: 60_000}});
  t.is(asked, 3);
  t.is(log[0], 'mark');
});

test('a question does not wait: it takes nothing away', async (t) => {
  const {context} = world({});
  const {whole, asked} = wholeAfter(1000);
  await runStep(planned({inspection: 'allowed', on: {workload: 'entry'}}), {...context, whole});
  t.is(asked(), 0);
});
