import test from 'ava';
import type {EventBody} from '../../src/history/events.ts';
import {memoryWatch} from '../../src/run/memory-watch.ts';
import {memoryTrial} from '../judge/histories/memory.ts';
import {mib, type Pod} from '../judge/histories/survival.ts';
import {seeded} from '../seeded.ts';

/** Asks at the end of the surge, of gateways that gain so many MiB a second beneath noise; nothing is recorded after it. */
function asked(perSecond: number, rough: number) {
  const random = seeded(1);
  const counted = ({app}: Pod, tMs: number): number => {
    const noise = Array.from({length: 12}, random).reduce((sum, value) => sum + value, -6);
    return app === 'gateway' ? (40 + (perSecond * Math.max(0, tMs - 30_000)) / 1000 + rough * noise) * mib : 20 * mib;
  };
  const rewrite = (body: EventBody): EventBody =>
    body.kind === 'tally' ? {...body, secondMs: seconds.next().value ?? 0} : body;
  const seconds = secondsFrom(10_000);
  const {events, samples} = memoryTrial({counted, rewrite, until: 120_500});
  let reads = 0;
  const watch = memoryWatch(events, () => {
    reads += 1;
    return Promise.resolve(samples);
  });
  return {watch, reads: () => reads};
}

function* secondsFrom(begin: number): Generator<number, undefined> {
  for (let ms = begin; ms < 1e6; ms += 1000) yield ms;
  return undefined;
}

test('what is decided is not watched any longer', async (t) => {
  for (const [perSecond, rough] of [
    [0.3, 0.1],
    [0, 0.03],
  ] as const)
    t.deepEqual(await asked(perSecond, rough).watch(120_400, 120_000), {
      holds: true,
      seen: 'nothing grows, or it is known',
    });
});

test('what would be decided in the time that is left is watched, and who it is of is told', async (t) => {
  const {watch, reads} = asked(0.1, 0.3);
  const held = await watch(116_000, 600_000);
  t.false(held.holds);
  t.regex(held.seen, /^Deployment\/gateway, container app may keep memory, which is known in about \d/);
  t.is(await watch(117_000, 599_000), held, 'it is not asked every second');
  t.is(reads(), 1);
  t.false((await watch(121_200, 1000)).holds, 'what is waited for is, till the time is over');
  t.is(reads(), 2);
});

test('nobody waits for what may keep memory, and does not grow', async (t) => {
  t.like(await asked(0, 1).watch(120_400, 6_000_000), {holds: true, seen: 'nothing grows, or it is known'});
});

test('nobody waits for what takes longer than that, nor for who runs no more', async (t) => {
  t.like(await asked(0.1, 0.3).watch(120_400, 1000), {holds: true, seen: 'not to be known in that time'});
  t.like(await asked(0.1, 0.3).watch(140_000, 600_000), {holds: true, seen: 'nothing grows, or it is known'});
});

test('without samples nothing is waited for', async (t) => {
  const {events, samples} = memoryTrial({until: 9500});
  t.true((await memoryWatch(events, () => Promise.resolve({...samples, length: 0}))(9500, 1000)).holds);
});
