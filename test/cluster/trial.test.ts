import {execFileSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';

/** The twin of this run: a rotation by the commit under test, so that every run of one commit tries the same. */
function twinOf(commit: string): string {
  const twins = readdirSync(join('demo', 'twins')).toSorted();
  return twins[Number.parseInt(commit.slice(0, 6), 16) % twins.length] ?? '';
}

test('the good demo passes and a seeded twin fails by its own check, on one cluster, and nothing is left', async (t) => {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], {encoding: 'utf8'}).trim();
  const twin = twinOf(commit);
  t.log(`twin by the seed ${commit.slice(0, 6)}: ${twin}`);
  const run = await execa(process.execPath, ['src/cli/main.ts', 'calibrate', 'oom', '--subjects', 'good', twin], {reject: false, all: true});
  const folder = /Table: (.*)\/detection\.md/.exec(run.stdout)?.[1] ?? '';
  t.is(run.exitCode, 0, run.all);
  const table = JSON.parse(await readFile(join(folder, 'detection.json'), 'utf8')) as {
    readonly rows: readonly {readonly subject: string; readonly right: number; readonly n: number}[];
  };
  t.deepEqual(
    table.rows.map(({subject, right, n}) => `${subject} ${right} of ${n}`),
    ['good 1 of 1', `${twin} 1 of 1`],
  );
  const {stdout} = await execa(process.execPath, ['src/cli/main.ts', 'clean', '--list']);
  t.notRegex(stdout, /left by the run/);
});
