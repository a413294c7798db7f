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

test('no message says a bare name where a person has to type a line', (t) => {
  const files = readdirSync('src', {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.ts'));
  const bare = /["'`\\ (]`?seatrial (?:run|plan|verify|calibrate|clean|setup|doctor|judge|report|list)\b/;
  const said = files.flatMap((name) =>
    readFileSync(join('src', name), 'utf8')
      .split('\n')
      // Comments may; so may titles of a report, and what a lock says of its holder.
      .filter(
        (line) =>
          bare.test(line) &&
          !/^\s*(?:\*|\/\/|\/\*\*)|\/\/ |const suite = |recordOf\(|holdCluster\(|new Command|Usage/.test(line),
      )
      .map((line) => `${name}: ${line.trim()}`),
  );
  t.deepEqual(said, []);
});
