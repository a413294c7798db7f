import test from 'ava';
import {sentinelSecond, sentinelSeconds, slowIn} from '../../../src/history/records/sentinel-seconds.ts';
import {foreign, recorded} from './events.ts';

const second = {node: 'worker', p99Ms: 4, maxMs: 6, sent: 10, failed: 1};

test('what is written of a second is read again, with its place', (t) => {
  t.deepEqual(sentinelSeconds(recorded({kind: 'line', source: 'x', text: ''}, sentinelSecond(second))), [
    {...second, seq: 1, tMs: 1},
  ]);
});

test('a foreign answer counts as a second in which nothing was sent', (t) => {
  for (const read of sentinelSeconds(recorded(...foreign('sentinel'))))
    t.like(read, {node: '', p99Ms: 0, maxMs: 0, sent: 0, failed: 0});
});

test('a stall delays all that were sent meanwhile', (t) => {
  t.is(slowIn({...second, p99Ms: 50, maxMs: 900}), 0);
  t.is(slowIn({...second, p99Ms: 51, maxMs: 51}), 1);
  t.is(slowIn({...second, p99Ms: 600, maxMs: 650}), 6);
  t.is(slowIn({...second, p99Ms: 5000, maxMs: 5000}), 10);
});
