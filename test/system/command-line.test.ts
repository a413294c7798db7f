import {mkdirSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {commandLine} from '../../src/system/command-line.ts';

function folder(...below: readonly string[]): string {
  const home = mkdtempSync(join(tmpdir(), 'seatrial-home-'));
  for (const name of below) mkdirSync(join(home, name));
  return home;
}

test('in a clone it is an npm script', (t) => {
  const home = folder('src');
  t.is(commandLine('clean --list', {home, cwd: home}), 'npm run seatrial -- clean --list');
  t.is(commandLine('setup', {home, cwd: home}), 'npm run setup');
  t.is(commandLine('setup --undo --yes', {home, cwd: home}), 'npm run setup -- --undo --yes');
});

test('elsewhere it names the clone', (t) => {
  const home = folder('src');
  t.is(commandLine('doctor', {home, cwd: '/'}), `npm --prefix ${home} run doctor`);
});

test('of an installed package it is the path of the program, quoted where a shell would split it', (t) => {
  const home = folder();
  t.is(commandLine('clean', {home, cwd: home}), `${home}/bin/seatrial.js clean`);
  const spaced = folder('a b');
  t.is(commandLine('clean', {home: join(spaced, 'a b'), cwd: '/'}), `'${spaced}/a b/bin/seatrial.js' clean`);
});

test('no hint names a package that anybody could publish', (t) => {
  const src = new URL('../../src/', import.meta.url);
  const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter((file) => file.endsWith('.ts'));
  t.true(files.length > 100);
  t.deepEqual(
    files.filter((file) => readFileSync(new URL(file, src), 'utf8').includes('npx seatrial')),
    [],
  );
});
