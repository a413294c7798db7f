import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {parse} from 'yaml';
import {pins} from '../../src/setup/sources/pins.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const home = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, home), 'utf8');
const locked = (file: string): Readonly<Record<string, Locked>> =>
  (JSON.parse(read(file)) as {readonly packages: Readonly<Record<string, Locked>>}).packages;

for (const file of ['package-lock.json', 'demo/shop/package-lock.json']) {
  test(`${file}: every package by its checksum, and none that runs a program of its own when it is installed`, (t) => {
    const packages = Object.entries(locked(file)).filter(
      ([name, entry]) => name.startsWith('node_modules/') && entry.link !== true,
    );
    t.true(packages.length > 10);
    for (const [name, {integrity, hasInstallScript}] of packages) {
      t.regex(integrity ?? '', /^sha512-/, name);
      t.not(hasInstallScript, true, name);
    }
  });
}

test('the Node of a clone is the pinned one, byte for byte', (t) => {
  for (const {name, integrity} of Object.values(pins.nodePackages)) {
    const entry = locked('package-lock.json')[`node_modules/${name}`];
    t.is(entry?.integrity, integrity);
    t.is(entry?.version, pins.images.node.version);
  }
});

test('actions of CI are held by their commit', (t) => {
  const folder = '.github/workflows';
  const uses = readdirSync(new URL(folder, home)).flatMap((file) => used(parse(read(`${folder}/${file}`))));
  t.true(uses.length > 5);
  for (const action of uses) t.regex(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

function used(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'uses' && typeof value === 'string' ? [value] : used(value),
  );
}
