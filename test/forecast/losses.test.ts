import test from 'ava';
import {
  addedFor,
  enoughExposure,
  exposure,
  shortestLossMs,
  showsShortLoss,
  timesFor,
} from '../../src/forecast/losses.ts';

test('what a load was meant for pods that ended: by its rate, their share of it, and how often it happened', (t) => {
  t.is(exposure([{ratePerSecond: 90, replicas: 3, ended: 1}]), 30);
  t.is(exposure([{ratePerSecond: 30, replicas: 20, ended: 20}]), 30, 'a roll-out ends them all, one after the other');
  t.is(exposure([{ratePerSecond: 95, replicas: 20, ended: 1}]), 4.75, 'one of twenty is met by few');
  t.is(exposure(Array.from({length: 3}, () => ({ratePerSecond: 30, replicas: 3, ended: 1}))), 30);
  t.is(exposure([{ratePerSecond: 30, replicas: 0, ended: 1}]), 30, 'a workload of none is one of one');
  t.is(exposure([]), 0);
});

test('the shortest loss that would have shown with three failures', (t) => {
  t.is(shortestLossMs(enoughExposure), 100);
  t.is(shortestLossMs(3), 1000);
  t.is(shortestLossMs(0), Number.POSITIVE_INFINITY);
});

const beside = (ratePerSecond: number, replicas = 3, ended = 1) => {
  const {requestsPerSecond, connectionsPerSecond} = addedFor({ratePerSecond, replicas, ended});
  return [requestsPerSecond, connectionsPerSecond];
};

test('a load that shows a short loss gets nothing beside it', (t) => {
  t.deepEqual(
    [beside(99), beside(2000), beside(33, 20, 20)],
    [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  );
});

test('one that is too thin gets requests as many as it has at most, then connections alone', (t) => {
  t.deepEqual(beside(60), [39, 0]);
  t.deepEqual(beside(30), [30, 39]);
  t.deepEqual(beside(1), [1, 97]);
  t.deepEqual(beside(10, 3, 3), [10, 13], 'in a roll-out of three');
  t.deepEqual(beside(0), [0, 99]);
});

test('connections alone fill up to 100 per second, and never more', (t) => {
  t.deepEqual(beside(20, 20), [20, 60]);
  t.deepEqual(beside(120, 20), [120, 0]);
});

test('a load that was a little less than planned shows it too', (t) => {
  t.true(showsShortLoss(enoughExposure) && showsShortLoss(0.99 * enoughExposure));
  t.false(showsShortLoss(0.97 * enoughExposure));
});

test('how often it has to happen, with that', (t) => {
  const times = (ratePerSecond: number, replicas = 3, ended = 1) => timesFor({ratePerSecond, replicas, ended});
  t.deepEqual(
    [2000, 100, 60, 30, 10, 1].map((rate) => times(rate)),
    [1, 1, 1, 2, 5, 45],
  );
  t.is(times(20, 20, 20), 1);
  t.is(times(200, 20), 2);
  t.is(times(0), Number.POSITIVE_INFINITY);
});
