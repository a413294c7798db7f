import {mock} from 'node:test';
import test from 'ava';
import {LiveLoad} from '../../src/load/live.ts';
import {liveNotes} from '../../src/run/live-notes.ts';

test('what the load did in the last second stays while the stage counts down', (t) => {
  mock.timers.enable({apis: ['setInterval']});
  t.teardown(() => mock.timers.reset());
  const told: string[] = [];
  const live = new LiveLoad(0.999);
  using notes = liveNotes((text, detail = '-') => void told.push(`${text} | ${detail}`), live);
  notes.stage('peak, 2 s left');
  live.add('0,0,12,new,home,ok,200\n');
  mock.timers.tick(1000);
  notes.stage('peak, 1 s left');
  notes.step('held');
  t.deepEqual(told, [
    'peak, 2 s left | -',
    'peak, 2 s left | 1 per second, 0 failed, p99 12 ms',
    'peak, 1 s left | 1 per second, 0 failed, p99 12 ms',
    'peak, 1 s left · held | 1 per second, 0 failed, p99 12 ms',
  ]);
});
