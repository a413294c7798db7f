import test from 'ava';
import {keepReading} from '../../src/observe/reader.ts';
import {fakeCluster, settled} from './fake-cluster.ts';

const reader = {node: 'worker', tag: 'x', script: '', channel: 'node', silentMs: 3000} as const;

test('lines come with the time of the history; a reader that speaks in time leaves no gap', async (t) => {
  const {context, events, streams, pass} = fakeCluster();
  const lines: [string, number][] = [];
  const running = keepReading({...reader, onLine: (line, tMs) => lines.push([line, tMs])}, context);
  await pass(1000);
  streams[0]?.say('one');
  await pass(1000);
  streams[0]?.say('two');
  await running[Symbol.asyncDispose]();
  t.deepEqual(lines, [
    ['one', 1000],
    ['two', 2000],
  ]);
  t.deepEqual(events, []);
});

test('silence is a gap from the last line, told by the next line or at the end', async (t) => {
  const {context, events, streams, pass} = fakeCluster();
  const running = keepReading({...reader, onLine: () => undefined}, context);
  streams[0]?.say('one');
  await pass(5000);
  streams[0]?.say('two');
  await pass(4000);
  await running[Symbol.asyncDispose]();
  const of = {kind: 'Node', name: 'worker'};
  t.deepEqual(events, [
    {kind: 'gap', channel: 'node', of, fromMs: 0},
    {kind: 'gap', channel: 'node', of, fromMs: 5000},
  ]);
});

test('a dead reader is a gap at once and again when it speaks; it is started again after a second', async (t) => {
  const {context, events, streams, pass} = fakeCluster();
  const running = keepReading({...reader, onLine: () => undefined}, context);
  await pass(1000);
  streams[0]?.say('one');
  await pass(500);
  streams[0]?.die();
  await settled();
  t.is(events.length, 1);
  t.is(streams.length, 1);
  await pass(1000);
  t.is(streams.length, 2);
  streams[1]?.say('two');
  await running[Symbol.asyncDispose]();
  t.deepEqual(
    events.map((event) => event.kind === 'gap' && event.fromMs),
    [1000, 1000],
  );
});

test('a reader of rare things may be silent, but not dead', async (t) => {
  const {context, events, streams, pass} = fakeCluster();
  const {silentMs: _silent, ...rare} = reader;
  const running = keepReading({...rare, onLine: () => undefined}, context);
  await pass(60_000);
  t.deepEqual(events, []);
  streams[0]?.die();
  await settled();
  t.like(events[0], {kind: 'gap', fromMs: 60_000});
  await running[Symbol.asyncDispose]();
});
