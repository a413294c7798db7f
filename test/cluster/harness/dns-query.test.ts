import test from 'ava';
import {query, readAnswer} from '../../../src/cluster/harness/dns-query.ts';

test('a query names every label with its length', (t) => {
  const packet = Buffer.from(query('a.example.'));
  t.is(packet.subarray(12).toString('latin1'), '\u0001a\u0007example\u0000\u0000\u0001\u0000\u0001');
});

test('an answer is read for its code and its number of records', (t) => {
  t.deepEqual(readAnswer(Uint8Array.from([0, 0, 0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0])), {code: 3, records: 0});
  t.deepEqual(readAnswer(Uint8Array.from([0, 0, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0])), {code: 0, records: 2});
});

test('nothing, or a packet cut off, is silence', (t) => {
  t.is(readAnswer(new Uint8Array()), 'silent');
  t.is(readAnswer(new Uint8Array(11)), 'silent');
});
