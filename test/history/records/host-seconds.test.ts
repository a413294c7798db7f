import test from 'ava';
import {hostSecond, hostSeconds} from '../../../src/history/records/host-seconds.ts';
import {foreign, recorded} from './events.ts';

test('what is written of a second is read again, as far as the judge asks for it', (t) => {
  const shares = {stealShare: 0.2, busyShare: 0.5, psiSome10: null, load1: 1};
  const top = [{name: 'hog', cores: 1.5}];
  t.deepEqual(
    hostSeconds(recorded(hostSecond(shares), hostSecond({...shares, top}), hostSecond({...shares, stalled: ['sda']}))),
    [
      {seq: 0, tMs: 0, stealShare: 0.2, busyShare: 0.5},
      {seq: 1, tMs: 1, stealShare: 0.2, busyShare: 0.5, top},
      {seq: 2, tMs: 2, stealShare: 0.2, busyShare: 0.5, stalled: ['sda']},
    ],
  );
});

test('a foreign answer says nothing of the machine', (t) => {
  const read = hostSeconds(recorded(...foreign('host')));
  t.true(read.length > 0 && read.every(({stealShare}) => stealShare === 0));
  t.deepEqual(read.at(-1)?.top, [
    {name: '', cores: 0},
    {name: '', cores: 0},
  ]);
});
