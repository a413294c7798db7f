import test from 'ava';
import type {Part} from '../../src/setup/part.ts';
import {setUpForTrialOn} from '../../src/setup/set-up.ts';
import {pins} from '../../src/setup/sources/pins.ts';
import {partWith} from './bench.ts';
import {machine} from './machine.ts';

/** A node image that is in the engine once `isThere`. */
const nodeImage = async (isThere: () => boolean) =>
  machine((command) =>
    command.includes(pins.kubernetes.pulled.image) && isThere() ? {stdout: 'sha256:1'} : undefined,
  );

const image = (there: boolean, made = (): undefined => undefined): Part =>
  partWith('image', [{how: 'build', provide: async () => made()}], {there});

const unasked = async (): Promise<void> => {
  throw new Error('nobody is asked');
};

test('nothing is missing: a trial gets its tools, and nothing is said', async (t) => {
  const lines: string[] = [];
  const screen = {write: (text: string) => lines.push(text)};
  const bench = await nodeImage(() => true);
  const parts = {parts: [image(true), partWith('another', [])], images: ['image', 'theirs:1']};
  const tools = await setUpForTrialOn(bench, parts, {screen, agreed: unasked});
  t.is(tools.nodeImage, pins.kubernetes.pulled.image);
  t.deepEqual(lines, []);
});

test('what is missing for any trial is set up first, and said', async (t) => {
  const lines: string[] = [];
  const screen = {write: (text: string) => lines.push(text)};
  let made = false;
  const bench = await nodeImage(() => made);
  const all = [
    image(false, () => {
      made = true;
      return undefined;
    }),
  ];
  const tools = await setUpForTrialOn(bench, {parts: all, images: []}, {screen, agreed: unasked});
  t.is(tools.nodeImage, pins.kubernetes.pulled.image);
  t.regex(lines.join(''), /Missing on this machine[^]*image +built/);
});

test('an image of ours that is missing is made for the subject that names it', async (t) => {
  const lines: string[] = [];
  const screen = {write: (text: string) => lines.push(text)};
  const bench = await nodeImage(() => true);
  await setUpForTrialOn(bench, {parts: [image(false)], images: ['image']}, {screen, agreed: unasked});
  t.regex(lines.join(''), /image +built/);
});

test('a no ends the trial before anything is made', async (t) => {
  const changes = async () => [{kind: 'download', what: 'kind', from: 'its release'} as const];
  const part = partWith('kind', [{how: 'download', changes, provide: async () => t.fail('it was not agreed')}]);
  const bench = await nodeImage(() => false);
  const screen = {write: () => undefined};
  await t.throwsAsync(setUpForTrialOn(bench, {parts: [part], images: []}, {screen, agreed: unasked}), {
    message: 'nobody is asked',
  });
});
