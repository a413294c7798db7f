import {existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {mutants} from '../../../src/subject/mutants/mutants.ts';
import {execa} from 'execa';
import {seatrial} from '../seatrial.ts';

/** A folder with one trial in its reports, and something that is none. */
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-completion-'));
  mkdirSync(join(folder, 'reports', 'oom-shop-1'), {recursive: true});
  mkdirSync(join(folder, 'reports', 'else'));
  writeFileSync(join(folder, 'reports', 'oom-shop-1', 'history.jsonl'), '');
  return folder;
}

/** Printed once for all tests. */
const bash = once(async () => scriptOf('bash'));

async function scriptOf(shell: string): Promise<string> {
  const {exitCode, stdout} = await seatrial(['completion', shell]);
  if (exitCode !== 0) throw new Error(`exit ${String(exitCode)}`);
  return stdout;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => (made ??= make());
}

/** What bash offers for words of which the last is begun. */
async function inBash(...words: readonly string[]): Promise<readonly string[]> {
  const ask = `${await bash()}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _seatrial; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const {stdout} = await execa('bash', ['-c', ask, 'bash', 'seatrial', ...words], {cwd: place()});
  return stdout.split('\n');
}

test('bash completes commands, scenarios, twins, options and folders of reports', async (t) => {
  t.deepEqual(await inBash('cal'), ['calibrate']);
  const scenarios = readdirSync('scenarios').map((file) => file.replace('.ts', ''));
  t.deepEqual(await inBash('run', ''), scenarios.toSorted());
  const twins = readdirSync('demo/twins').filter((name) => existsSync(join('demo/twins', name, 'seatrial.yaml')));
  t.deepEqual(await inBash('calibrate', '--subjects', ''), [
    'good',
    ...twins.toSorted(),
    ...mutants.map(({name}) => name),
  ]);
  t.deepEqual(await inBash('run', 'oom', '--keep', '--tr'), ['--trust-subject']);
  t.deepEqual(await inBash('judge', ''), ['reports/oom-shop-1']);
});

test('bash itself takes the script, and gives files where there is nothing of ours', async (t) => {
  const {stdout} = await execa('bash', ['-c', `${await bash()}\ncomplete -p seatrial`]);
  t.is(stdout, 'complete -o default -F _seatrial seatrial');
});

test('each shell has a script that says how to load it; another one has none', async (t) => {
  t.regex(await bash(), /^# Load.*seatrial completion bash/);
  for (const shell of ['zsh', 'fish']) t.regex(await scriptOf(shell), /^# Load.*seatrial completion \w/, shell);
  const {exitCode, stderr} = await seatrial(['completion', 'csh']);
  t.is(exitCode, 64);
  t.regex(stderr, /Allowed choices are bash, zsh, fish/);
});

test('what shells ask is in no help', async (t) => {
  const {stdout} = await seatrial(['--help']);
  t.regex(stdout, /^ {2}completion /m);
  t.notRegex(stdout, /^ {2}complete /m);
});
