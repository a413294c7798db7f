import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {findKind, kindPart} from '../../../src/setup/parts/kind.ts';
import {pins} from '../../../src/setup/sources/pins.ts';
import {provide} from '../../../src/setup/provide.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {benchWith, keepingWatcher, scripted} from '../bench.ts';

test('kind on the PATH will do when it has the pinned version, and only then', async (t) => {
  const version = (text: string) =>
    scripted((command) => (command.startsWith('kind version') ? {stdout: text} : undefined));
  t.is(await findKind(benchWith({exec: version(pins.kind.version.slice(1)).exec})), 'kind');
  t.is(await findKind(benchWith({exec: version('0.20.0').exec})), undefined);
});

test('ours in the cache comes before the one on the PATH', async (t) => {
  const bench = benchWith({exec: scripted(() => ({stdout: pins.kind.version.slice(1)})).exec});
  const ours = join(bench.cache, `kind-${pins.kind.version}`, 'kind');
  mkdirSync(join(ours, '..'), {recursive: true});
  writeFileSync(ours, '');
  t.is(await findKind(bench), ours);
});

test('a platform without a pinned release and without Go: both reasons, and nothing left in the cache', async (t) => {
  const bench = benchWith({platform: 'freebsd', exec: scripted(() => undefined).exec});
  const error = await t.throwsAsync(provide(kindPart, bench, keepingWatcher()), {instanceOf: HarnessError});
  t.regex(
    error?.message ?? '',
    /download: no release of kind is pinned for freebsd-amd64; build: there is no Go 1\.21/,
  );
  t.false(existsSync(bench.cache));
});

test.serial('a release with other bytes than the pinned ones is not kept', async (t) => {
  const {fetch} = globalThis;
  globalThis.fetch = async () => Promise.resolve(new Response('#!/bin/sh\n'));
  t.teardown(() => (globalThis.fetch = fetch));
  const bench = benchWith({exec: scripted(() => undefined).exec});
  const error = await t.throwsAsync(provide(kindPart, bench, keepingWatcher()), {instanceOf: HarnessError});
  t.regex(error?.message ?? '', /kind-linux-amd64 has the SHA-256 [0-9a-f]{64}, not the pinned [0-9a-f]{64}/);
  t.is(await findKind(bench), undefined);
});
