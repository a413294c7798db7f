import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import type {Release} from '../../src/judge/release.ts';

const cli = (...args: readonly string[]) => execa(process.execPath, ['src/cli/main.ts', ...args], {reject: false, all: true});

test('two scenarios on one cluster end in one combined report, with the budget first, and nothing is left', async (t) => {
  const run = await cli('verify', 'baseline', 'rolling-update');
  t.regex(run.stderr, /Time budget[\s\S]*baseline[\s\S]*rolling-update[\s\S]*whole/);
  const folder = /Report: (.*)\/report\.html\s*$/.exec(run.stdout)?.[1] ?? '';
  const release = JSON.parse(await readFile(join(folder, 'release.json'), 'utf8')) as Release;
  t.deepEqual(release.planned, ['baseline', 'rolling-update']);
  t.is(release.status, 'completed', run.all);
  t.deepEqual(release.residue, []);
  t.true(
    release.trials.every(({verdict}) => verdict !== 'fail'),
    JSON.stringify(release.trials, undefined, 2),
  );
  // Four of the six items have no scenario here, so no honest suite of these two passes.
  t.is(run.exitCode, 2);
  t.is(release.items.find(({name}) => name === 'rbac')?.verdict, 'inconclusive');
  for (const name of ['report.md', 'junit.xml']) t.true((await readFile(join(folder, name), 'utf8')).includes('rolling-update'), name);
  const {stdout} = await cli('clean', '--list');
  t.notRegex(stdout, /left by the run/);
});
