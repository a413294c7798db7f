import test from 'ava';
import {plainLines} from '../../../src/setup/progress/plain-lines.ts';
import {provideAll} from '../../../src/setup/provide.ts';
import {timesTable} from '../../../src/setup/progress/times.ts';
import {benchWith, partWith, stillClock} from '../bench.ts';

test('only parts that are provided are spoken of', async (t) => {
  const lines: string[] = [];
  const screen = {write: (text: string) => lines.push(text)};
  const parts = [
    partWith('kind', [], {there: true}),
    partWith('image', [{how: 'build', provide: async () => undefined}]),
  ];
  const outcomes = await provideAll(parts, benchWith({}), plainLines(screen, stillClock));
  t.deepEqual(lines, ['image: build image (about 1 s)\n', 'image: ready after 0 s\n']);
  t.is(timesTable(outcomes), 'kind   was there  0 s  kind 1.0\nimage  built      0 s  image 1.0');
});

test('a part that fails is stopped once, and a long one says that it is still at work', async (t) => {
  const lines: string[] = [];
  const steps = Promise.withResolvers<undefined>();
  let naps = 0;
  const clock = {...stillClock, sleep: async () => (naps++ < 2 ? undefined : steps.promise)};
  const part = partWith('image', [
    {how: 'build', provide: async () => new Promise((_resolve, reject) => setImmediate(() => reject(new Error('no'))))},
  ]);
  await t.throwsAsync(provideAll([part], benchWith({}), plainLines({write: (text) => lines.push(text)}, clock)));
  steps.resolve(undefined);
  t.is(lines.filter((line) => line.includes('at it for')).length, 2);
  t.is(lines.at(-1), 'image: stopped\n');
});
