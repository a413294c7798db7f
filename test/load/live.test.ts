import test from 'ava';
import {LiveLoad} from '../../src/load/live.ts';

test('rate, failures and latency are those since the last look, the sum that of the stage', (t) => {
  const live = new LiveLoad(0.999);
  live.add('0,0,10,new,"a, b",ok,200\n1,1,20,reused,x,timed-out,0\n');
  t.is(live.now(1000), '2 per second, 1 failed, p99 20 ms');
  t.is(live.now(1000), 'no answer');
  live.add(Array.from({length: 100}, (_, at) => `0,0,${at},new,x,ok,200\n`).join(''));
  t.is(live.now(2000), '50 per second, 0 failed, p99 99 ms');
  t.is(live.sum(), '102 requests, 1 failed: 99.019 % answered, 99.9 % promised');
  t.is(live.sum(), '0 requests, 0 failed');
});

test('where nothing ended nothing is compared, and one failure among many is never 100 %', (t) => {
  const live = new LiveLoad(1);
  t.is(live.sum(), '0 requests, 0 failed');
  live.add(`${'0,0,1,new,x,ok,200\n'.repeat(300_000)}0,0,1,new,x,timed-out,0\n`);
  t.is(live.sum(), '300001 requests, 1 failed: 99.999 % answered, 100 % promised');
});
