import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {commitOf} from '../../src/cli/version.ts';
import {exec} from '../../src/system/exec.ts';
import {seatrial} from './seatrial.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'seatrial-version-'));

/** A work tree with one commit of one file. */
async function workTree(): Promise<{readonly at: string; readonly commit: string}> {
  const at = folder();
  const git = async (...argv: readonly string[]) =>
    (await exec(['git', '-C', at, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...argv])).stdout.trim();
  await git('init', '--quiet');
  writeFileSync(join(at, 'file'), 'one');
  await git('add', 'file');
  await git('commit', '--quiet', '--message', 'one');
  return {at, commit: await git('rev-parse', 'HEAD')};
}

test('--version says the version, the commit and the node image, also without an engine', async (t) => {
  const {exitCode, stdout} = await seatrial(['--version']);
  t.is(exitCode, 0);
  t.regex(stdout, /^seatrial \d+\.\d+\.\d+\ncommit .+\nnode image none in the Docker engine$/);
});

test('a clone stands at a commit, and says when files differ from it', async (t) => {
  const {at, commit} = await workTree();
  t.is(await commitOf(at, exec), commit);
  writeFileSync(join(at, 'file'), 'two');
  t.is(await commitOf(at, exec), `${commit}, with changes`);
});

test('a package in somebody’s work tree has the commit of its build, never theirs', async (t) => {
  const {at} = await workTree();
  const installed = join(at, 'node_modules', 'seatrial');
  mkdirSync(join(installed, 'dist'), {recursive: true});
  t.is(await commitOf(installed, exec), undefined);
  writeFileSync(join(installed, 'dist', 'commit'), 'abc123\n');
  t.is(await commitOf(installed, exec), 'abc123');
});
