import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import type {Release} from '../../../src/judge/suite/release.ts';
import {main, subject} from '../brief-run.ts';

/** A scenario of a few seconds, judged by arithmetic alone. */
function short(item: string, steps: readonly object[], checks: readonly string[]): string {
  const stages = [
    {name: 'control', peaks: 1, atLeastMs: 5000},
    {name: 'fault', peaks: 1, atLeastMs: 5000, steps},
  ];
  return `export default ${JSON.stringify({question: 'Short?', items: [item], stages, checks: checks.map((check) => ({check}))})};\n`;
}

/** The folder of a user with two scenarios of their own; reports go there too. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-verify-'));
  mkdirSync(join(folder, 'scenarios'));
  const steps = [
    {fault: 'pod-delete', on: {workload: 'entry', pick: 0}, until: {is: 'fully-recovered'}, withinMs: 60_000},
  ];
  writeFileSync(join(folder, 'scenarios', 'short-kill.ts'), short('replicas', steps, ['pdb-valid']));
  writeFileSync(join(folder, 'scenarios', 'short-baseline.ts'), short('resources', [], ['declared-resources']));
  return folder;
}

test('two scenarios on one cluster end in one combined report, with the budget first, and nothing is left', async (t) => {
  const cwd = project();
  t.teardown(() => rmSync(cwd, {recursive: true}));
  const run = await execa(
    process.execPath,
    [main, 'verify', 'short-kill', 'short-baseline', '--scenarios', 'scenarios', ...subject, '--reuse'],
    {
      cwd,
      reject: false,
      all: true,
    },
  );
  t.regex(run.stderr, /Time budget[\s\S]*short-baseline[\s\S]*short-kill[\s\S]*whole/);
  const folder = /Report: (.*)\/report\.html\s*$/.exec(run.stdout)?.[1] ?? '';
  t.true(existsSync(join(folder, 'release.json')), run.all);
  const release = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as Release;
  t.is(release.status, 'completed', run.all);
  t.deepEqual(
    release.trials.map(({scenario, verdict}) => `${scenario} ${verdict}`),
    ['short-baseline pass', 'short-kill pass'],
  );
  t.deepEqual(release.residue, []);
  // What was asked has passed; no item has all the scenarios that prove it, so nothing is released.
  t.is(run.exitCode, 0, run.all);
  t.true(release.items.every(({verdict}) => verdict === 'inconclusive'));
  t.regex(run.stdout, /Where the time went:[\s\S]*stages[\s\S]*(?:cluster to be reused|the reused cluster)/);
  for (const name of ['report.md', 'junit.xml'])
    t.true(readFileSync(join(folder, name), 'utf8').includes('short-kill'), name);
  const {stdout} = await execa(process.execPath, [main, 'clean', '--list']);
  t.notRegex(stdout, /left by the run/);
});
