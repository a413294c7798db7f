import {join} from 'node:path';
import test from 'ava';
import {toolsOn} from '../../src/setup/find-tools.ts';
import {pins} from '../../src/setup/sources/pins.ts';
import {HarnessError} from '../../src/system/errors.ts';
import {machine} from './machine.ts';

test('a machine that is set up', async (t) => {
  const bench = await machine((command) =>
    command.includes(pins.kubernetes.pulled.image) || command.includes('shop-app') ? {stdout: 'sha256:1'} : undefined,
  );
  const tools = await toolsOn(bench);
  t.is(tools.kind, join(bench.cache, `kind-${pins.kind.version}`, 'kind'));
  t.is(tools.nodeImage, pins.kubernetes.pulled.image);
  t.is(tools.podNetwork, 'kindnet');
  t.is(tools.cgroupVersion, 2);
  t.deepEqual(tools.demoImages, ['seatrial/shop-app:dev']);
});

test('what the images are is known byte for byte: by the digest they were pulled with, or by their ID', async (t) => {
  const bench = await machine((command) => {
    if (!command.includes('RepoDigests')) return command.includes(pins.kubernetes.pulled.image) ? {} : undefined;
    if (command.endsWith(pins.images.debian.tag))
      return {stdout: 'sha256:1 debian@sha256:2 mirror.test/debian@sha256:2 \n'};
    return command.endsWith(pins.images.node.tag) ? {stdout: 'sha256:3 \n'} : undefined;
  });
  t.deepEqual((await toolsOn(bench)).imageDigests, {
    [pins.images.debian.tag]: 'sha256:2',
    [pins.images.node.tag]: 'sha256:3 (made here)',
  });
});

test('an image of the demo that is not there is no reason to refuse another subject', async (t) => {
  t.deepEqual(
    (await toolsOn(await machine((command) => (command.includes(pins.kubernetes.pulled.image) ? {} : undefined))))
      .demoImages,
    [],
  );
});

test('everything that is missing is named at once', async (t) => {
  const error = await t.throwsAsync(toolsOn(await machine(() => undefined)), {instanceOf: HarnessError});
  t.is(error?.code, 'not-set-up');
  t.regex(error?.message ?? '', /kubectl, the node image missing/);
  t.regex(error?.hint ?? '', /npm run setup/);
});

test('no engine: said alone, because nothing else can be asked then', async (t) => {
  const error = await t.throwsAsync(
    toolsOn(await machine((command) => (command.startsWith('docker') ? {exitCode: 1} : undefined))),
  );
  t.regex(error?.message ?? '', /a Docker engine that answers missing/);
});
