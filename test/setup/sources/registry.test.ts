import test from 'ava';
import {createRegistry} from '../../../src/setup/sources/registry.ts';
import type {Clock} from '../../../src/system/clock.ts';
import {CommandError, type Exec} from '../../../src/system/exec.ts';
import {scripted, stillClock} from '../bench.ts';

const noHost =
  'Error response from daemon: Get "https://registry.test/v2/": dial tcp: lookup registry.test: no such host';

test('an image that comes is pulled', async (t) => {
  const {exec, asked} = scripted(() => ({stdout: 'trixie-slim: Pulling from library/debian\nDigest: sha256:1'}));
  t.is(await createRegistry(exec, stillClock).pull('debian:trixie-slim'), undefined);
  t.deepEqual(asked, ['docker pull debian:trixie-slim']);
});

test('without a registry the first pull finds out and the others do not ask', async (t) => {
  const {exec, asked} = scripted(() => ({exitCode: 1, stderr: noHost}));
  const registry = createRegistry(exec, stillClock);
  t.regex((await registry.pull('a'))?.refused ?? '', /no such host/);
  t.regex((await registry.pull('b'))?.refused ?? '', /no such host/);
  t.is(asked.length, 1);
});

test('an image that a registry does not have says nothing about the next one', async (t) => {
  const {exec, asked} = scripted((command) =>
    command.endsWith(' a')
      ? {exitCode: 1, stderr: 'manifest for a not found: manifest unknown'}
      : {stdout: 'Pulling from b'},
  );
  const registry = createRegistry(exec, stillClock);
  t.regex((await registry.pull('a'))?.refused ?? '', /did not give a/);
  t.is(await registry.pull('b'), undefined);
  t.is(asked.length, 2);
});

test('a registry that never answers is given up within seconds', async (t) => {
  const impatient: Clock = {...stillClock, sleep: async () => undefined};
  const silent: Exec = async (argv, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () =>
        reject(new CommandError(argv, {stderr: '', timedOut: false, durationMs: 1})),
      );
    });
  t.regex((await createRegistry(silent, impatient).pull('a'))?.refused ?? '', /no image registry answered within 12 s/);
});
