import test from 'ava';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import {foreign, recorded} from './events.ts';
import {allReportedSince, podTraffic, podTrafficRead} from '../../../src/history/records/pod-traffic.ts';

function counted(name: string, tMs: number, passiveOpens: number, inOctets: number): EventBody {
  return podTrafficRead({name, namespace: 'shop', uid: `uid-${name}`}, {passiveOpens, inSegs: 0, inOctets, tMs});
}

test('a foreign answer is no reading', (t) => {
  t.deepEqual(podTraffic(recorded(...foreign('received'))), []);
});

test('all have reported once each pod that spoke shortly before has spoken since', (t) => {
  const at = (tMs: number, name: string): HistoryEvent => ({seq: 0, ...counted(name, tMs, 1, 1), tMs});
  const before = [at(1000, 'gone'), at(9000, 'a'), at(9500, 'b')];
  t.false(allReportedSince([], 10_000));
  t.false(allReportedSince(before, 10_000));
  t.false(allReportedSince([...before, at(10_100, 'a')], 10_000));
  t.true(allReportedSince([...before, at(10_100, 'a'), at(10_600, 'b')], 10_000));
});
