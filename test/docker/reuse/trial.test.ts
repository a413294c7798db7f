import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import type {Finding} from '../../../src/judge/finding.ts';
import type {Trial} from '../../../src/judge/trial.ts';
import {findTwins} from '../../../src/subject/profile/twins.ts';
import {foreignDefects, profileOf} from '../../demo/foreign-subjects.ts';

/** A subject that must be judged rightly, and the arguments that try it. */
interface Turn {
  readonly name: string;
  readonly args: readonly string[];
}

/**
 * The subject of this run: another one each day, so that all take their turn and a run can be repeated on the same day.
 * Of four days, one tries a twin of the demo, one a defect of a subject that nobody here wrote, and the next two the
 * sound subjects of these, by the same scenarios.
 */
async function turnOf(day: number): Promise<Turn> {
  const turn = Math.floor(day / 4);
  const defect = await (day % 2 === 0 ? twinOf(turn) : foreignDefectOf(turn));
  return day % 4 > 1 ? {...defect, name: 'good'} : defect;
}

async function twinOf(turn: number): Promise<Turn> {
  const twins = await findTwins(join('demo', 'twins'));
  const {name = '', expect} = twins[turn % twins.length] ?? {};
  return {name, args: [expect?.scenario ?? '']};
}

async function foreignDefectOf(turn: number): Promise<Turn> {
  const defects = await foreignDefects();
  const {subject = '', name = '', scenario = ''} = defects[turn % defects.length] ?? {};
  return {name, args: [scenario, '--subject', profileOf(subject), '--yes']};
}

test('a sound subject passes and one with a defect fails by its own check, and nothing is left of it', async (t) => {
  const day = Math.floor(Date.now() / 86_400_000);
  const {name, args} = await turnOf(day);
  t.log(`day ${day}: ${name} (${args.join(' ')})`);
  const argv = ['src/cli/main.ts', 'calibrate', ...args, '--reuse', '--subjects', name];
  const run = await execa(process.execPath, argv, {reject: false, all: true});
  const folder = /Table: (.*)\/detection\.md/.exec(run.stdout)?.[1] ?? '';
  // A failed test shows a few lines of what was said: those of the verdict.
  const said = /^[✔✘?] (?:PASS|FAIL|INCONCLUSIVE)\n(?:.*\n){0,20}/m.exec(run.all)?.[0] ?? run.all;
  const table = JSON.parse(await readFile(join(folder, 'detection.json'), 'utf8')) as Table;
  t.deepEqual({missed: table.missed, falseAlarms: table.falseAlarms}, {missed: 0, falseAlarms: 0}, said);
  const [, report = ''] = /^Report: (.*)\/report\.html$/m.exec(run.stdout) ?? [];
  const {verdict, findings} = await trialIn(report);
  // The machine alone may leave a trial undecided, and its own sentinels must have seen that; then nothing may be
  // wrong, as in `calibrate --noise`.
  const isNoisy = verdict === 'inconclusive' && findings.some(isOfMachine);
  if (isNoisy) t.log("undecided for the machine's sake");
  t.is(run.exitCode, isNoisy ? 1 : 0, said);
  t.is(table.inconclusive, isNoisy ? 1 : 0, said);
  t.is(table.rows.length, 1, said);
  t.is(table.rows[0]?.right, isNoisy ? 0 : 1, said);
  const {stdout} = await execa(process.execPath, ['src/cli/main.ts', 'clean', '--list']);
  t.notRegex(stdout, /left by the run/);
});

interface Table {
  readonly rows: readonly {readonly right: number}[];
  readonly missed: number;
  readonly falseAlarms: number;
  readonly inconclusive: number;
}

async function trialIn(folder: string): Promise<Pick<Trial, 'verdict' | 'findings'>> {
  return JSON.parse(await readFile(join(folder, 'trial.json'), 'utf8')) as Trial;
}

/**
 * What the trial checks say of the machine: sentinels that answered late, or a load generator that got no processor.
 */
function isOfMachine({check, verdict}: Finding): boolean {
  return verdict === 'inconclusive' && ['host', 'load-delivered', 'carried'].includes(check);
}
