import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import {dirname, join} from 'node:path';
import test from 'ava';
import {debianPart, nodePart} from '../../../src/setup/parts/base-images.ts';
import type {Bench} from '../../../src/setup/bench.ts';
import {pinnedKeyring} from '../../../src/setup/sources/keyring.ts';
import {pins} from '../../../src/setup/sources/pins.ts';
import {planOf} from '../../../src/setup/plan.ts';
import {provide} from '../../../src/setup/provide.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {benchWith, keepingWatcher, scripted} from '../bench.ts';

/** Debian 12 with debootstrap and these keys. */
function debian(keys: string | undefined): {readonly bench: Bench; readonly asked: string[]} {
  const {exec, asked} = scripted((command) => (/^(debootstrap|tar|docker import)/.test(command) ? {} : undefined));
  const bench = benchWith({exec});
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(bench.machine, path)), {recursive: true});
    writeFileSync(join(bench.machine, path), content);
  };
  write('/etc/os-release', 'ID=debian\nVERSION_CODENAME=bookworm\n');
  write('/etc/apt/sources.list', 'deb http://mirror.test/debian bookworm main\n');
  write('/bin/debootstrap', '');
  if (keys !== undefined) write(pins.keyring.file, keys);
  return {bench: {...bench, env: {PATH: join(bench.machine, 'bin')}}, asked};
}

const here =
  existsSync(pins.keyring.file) &&
  createHash('sha256').update(readFileSync(pins.keyring.file)).digest('hex') === pins.keyring.sha256;
const withPinned = here ? test : test.skip;

withPinned('debootstrap gets the pinned keys and may not go on without them', async (t) => {
  const {bench, asked} = debian('');
  copyFileSync(pins.keyring.file, join(bench.machine, pins.keyring.file));
  await t.throwsAsync(provide(debianPart, bench, keepingWatcher()));
  const argv = asked.find((command) => command.startsWith('debootstrap'))?.split(' ') ?? [];
  t.is(argv[1], '--force-check-gpg');
  t.is(argv[2], `--keyring=${join(bench.cache, 'debian-archive-keyring.gpg')}`);
  t.deepEqual([argv[3], argv[4], argv[6]], ['--variant=minbase', 'trixie', 'http://mirror.test/debian']);
});

const unpinned: Readonly<Record<string, {readonly keys: string | undefined; readonly says: RegExp}>> = {
  'other keys': {
    keys: 'other',
    says: /have the SHA-256 [0-9a-f]{64}, not the pinned 506b815c.*apt-get install --reinstall debian-archive-keyring/,
  },
  'no keys': {
    keys: undefined,
    says: /the keys of Debian's archive are not at .*apt-get install debian-archive-keyring/,
  },
};

for (const [title, {keys, says}] of Object.entries(unpinned)) {
  test(`${title}: nothing is taken from the mirror, and the plan does not promise it`, async (t) => {
    const {bench, asked} = debian(keys);
    const refusal = await pinnedKeyring(bench);
    t.regex('refused' in refusal ? refusal.refused : '', says);
    const error = await t.throwsAsync(provide(debianPart, bench, keepingWatcher()), {instanceOf: HarnessError});
    t.regex(error?.message ?? '', says);
    t.false(asked.some((command) => command.startsWith('debootstrap')));
    t.deepEqual(
      (await planOf([debianPart], bench)).missing[0]?.ways.map((way) => way.title),
      ['pull debian:trixie-slim'],
    );
  });
}

test("npm's package of Node with another checksum than the pinned one is not unpacked", async (t) => {
  // npm says what is pinned of a file that holds something else.
  const {integrity} = pins.nodePackages.x64;
  const {exec, asked} = scripted((command) => {
    const [, folder] = /^npm pack .* --pack-destination (\S+)$/.exec(command) ?? [];
    if (folder === undefined) return undefined;
    writeFileSync(join(folder, 'node.tgz'), 'something else');
    return {stdout: JSON.stringify([{filename: 'node.tgz', integrity}])};
  });
  const bench = benchWith({exec});
  mkdirSync(bench.machine, {recursive: true});
  writeFileSync(join(bench.machine, 'npm'), '');
  const error = await t.throwsAsync(provide(nodePart, {...bench, env: {PATH: bench.machine}}, keepingWatcher()), {
    instanceOf: HarnessError,
  });
  t.regex(error?.message ?? '', /has the checksum sha512-[\w+/]+==, not the pinned sha512-/);
  t.false(asked.some((command) => /^(tar|docker build)/.test(command)));
});
