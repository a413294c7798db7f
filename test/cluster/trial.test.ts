import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {findTwins} from '../../src/subject/twins.ts';

/** The twin of this run and the scenario that must catch it: another one each day, so that all take their turn and a run can be repeated on the same day. */
async function twinOf(day: number): Promise<{readonly twin: string; readonly scenario: string}> {
  const twins = await findTwins(join('demo', 'twins'));
  const one = twins[day % twins.length];
  return {twin: one?.name ?? '', scenario: one?.expect.scenario ?? ''};
}

test('the good demo passes and a seeded twin fails by its own check, on one cluster, and nothing is left', async (t) => {
  const day = Math.floor(Date.now() / 86_400_000);
  const {twin, scenario} = await twinOf(day);
  t.log(`twin of day ${day}: ${twin}`);
  const run = await execa(process.execPath, ['src/cli/main.ts', 'calibrate', scenario, '--subjects', 'good', twin], {reject: false, all: true});
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
