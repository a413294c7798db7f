import {execFileSync, spawnSync} from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openRecorder} from '../../src/history/recorder.ts';
import {ofStored, writeFiles} from '../../src/cli/reports.ts';
import {screened} from '../../src/cli/streams.ts';
import {memoryTrial} from '../judge/histories/memory.ts';
import {seatrial} from './seatrial.ts';

function folderOf(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'seatrial-shared-')), 'trial');
  const recorder = openRecorder(folder, {clock: {nowMs: () => 0}, epochMs: 0});
  for (const {seq: _seq, tMs: _tMs, ...body} of memoryTrial().events) recorder.append(body);
  recorder.close();
  return folder;
}

test('a report never goes through a link: it replaces it, for its owner alone', async (t) => {
  const folder = folderOf();
  const target = join(folder, '..', 'authorized_keys');
  writeFileSync(target, 'mine\n');
  symlinkSync(target, join(folder, 'report.md'));
  const {exitCode, stderr} = await seatrial(['report', folder]);
  t.is(exitCode, 0, stderr);
  t.is(readFileSync(target, 'utf8'), 'mine\n');
  t.false(lstatSync(join(folder, 'report.md')).isSymbolicLink());
  t.is(statSync(join(folder, 'report.md')).mode & 0o777, 0o600);
  t.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  );
});

test('links, pipes and a wrong trial.json in a shared folder are refused at once, with exit 64', async (t) => {
  const folder = folderOf();
  const linked = `${folder}-link`;
  symlinkSync(folder, linked);
  const says = async (where: string, message: RegExp): Promise<void> => {
    const {exitCode, stderr} = await seatrial(['report', where]);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, message);
    t.notRegex(stderr, /\n\s+at /);
  };
  await says(linked, /expected a folder, got a symbolic link/);
  writeFileSync(join(folder, 'trial.json'), '{"schema":3}');
  await says(folder, /trial\.json: expected id to be a string, got nothing/);
  const written = (await seatrial(['judge', folder])).exitCode;
  t.not(written, 64);
  const trial = JSON.parse(readFileSync(join(folder, 'trial.json'), 'utf8')) as {
    readonly facts: {readonly trial: object};
  };
  // Of an older schema: judged anew.
  writeFileSync(join(folder, 'trial.json'), JSON.stringify({...trial, schema: 1, findings: [{note: true}]}));
  t.is((await seatrial(['report', folder])).exitCode, 0);
  writeFileSync(
    join(folder, 'trial.json'),
    JSON.stringify({...trial, facts: {...trial.facts, trial: {...trial.facts.trial, versions: null}}}),
  );
  await says(folder, /trial\.json: expected facts\.trial\.versions to be a map, got (?:null|nothing)/);
  writeFileSync(join(folder, 'trial.json'), 'no');
  await says(folder, /trial\.json: expected JSON/);
  unlinkSync(join(folder, 'trial.json'));
  symlinkSync('/dev/zero', join(folder, 'trial.json'));
  await says(folder, /trial\.json: expected a regular file, got a symbolic link/);
  unlinkSync(join(folder, 'trial.json'));
  const events = readFileSync(join(folder, 'history.jsonl'), 'utf8');
  writeFileSync(
    join(folder, 'history.jsonl'),
    events.replace('"entry":{', '"entry":{"timeoutMs":"",').replace('"timeoutMs":1000', '"timeoutMs":"soon"'),
  );
  await says(folder, /history\.jsonl:1: facts\.subject\.entry\.timeoutMs: /);
  unlinkSync(join(folder, 'history.jsonl'));
  execFileSync('bash', ['-c', 'mkfifo "$0"', join(folder, 'history.jsonl')]);
  await says(folder, /history\.jsonl: expected a regular file, got a pipe/);
});

test('nothing is written into a folder that is a link, nor into a `reports` that is one; a folder that is made is closed to others', async (t) => {
  const real = mkdtempSync(join(tmpdir(), 'seatrial-shared-'));
  const around = mkdtempSync(join(tmpdir(), 'seatrial-shared-'));
  symlinkSync(real, join(around, 'trial'));
  symlinkSync(real, join(around, 'reports'));
  for (const folder of [join(around, 'trial'), join(around, 'reports', 'trial')])
    await t.throwsAsync(writeFiles(folder, new Map([['report.md', 'x']])), {
      message: /expected a folder, got a symbolic link$/,
    });
  t.deepEqual(readdirSync(real), []);
  await writeFiles(join(real, 'reports', 'trial'), new Map([['report.md', 'x']]));
  for (const folder of [join(real, 'reports'), join(real, 'reports', 'trial')])
    t.is(statSync(folder).mode & 0o777, 0o700);
});

test('facts that no run writes are refused with exit 64, and nothing is written', async (t) => {
  const folder = folderOf();
  t.is((await seatrial(['judge', folder])).stderr, '');
  const path = join(folder, 'trial.json');
  const trial = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly facts: {readonly trial: {readonly subject: {gate: unknown}}};
  };
  trial.facts.trial.subject.gate = null;
  writeFileSync(path, JSON.stringify(trial));
  unlinkSync(join(folder, 'report.md'));
  const history = join(folder, 'history.jsonl');
  const says = async (command: string, message: RegExp): Promise<void> => {
    const before = readdirSync(folder);
    const {exitCode, stderr} = await seatrial([command, folder]);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, message);
    t.notRegex(stderr, /\n\s+at /);
    t.deepEqual(readdirSync(folder), before);
  };
  await says('report', /trial\.json: expected facts\.trial\.subject\.gate to be a list, got nothing/);
  writeFileSync(history, readFileSync(history, 'utf8').replace('"gate":[', '"gate":1,"was":['));
  await says('judge', /history\.jsonl:1: facts\.subject\.gate: /);
  t.throws(() => ofStored(folder, () => (trial.facts.trial.subject.gate as readonly unknown[]).length), {
    code: 'history-odd',
    message: /: expected the records of a trial, got some that no run writes \(/,
  });
});

test('in a folder that was removed what needs none works, and the rest is told in a sentence', (t) => {
  const main = join(process.cwd(), 'src', 'cli', 'main.ts');
  const env = {
    npm_lifecycle_event: '',
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    SEATRIAL_STATE: mkdtempSync(join(tmpdir(), 'seatrial-cli-')),
  };
  const inRemoved = (words: string) => {
    const gone = mkdtempSync(join(tmpdir(), 'seatrial-gone-'));
    const line = `cd "$0" && rmdir "$0" && exec "${process.execPath}" "${main}" ${words}`;
    return spawnSync('bash', ['-c', line, gone], {encoding: 'utf8', env: {...process.env, ...env}});
  };
  const help = inRemoved('--help');
  t.is(help.status, 0, help.stderr);
  const clean = inRemoved('clean --list');
  t.is(clean.status, 3, clean.stderr);
  t.regex(clean.stderr, /The Docker engine does not answer/);
  const {status, stderr} = inRemoved('run oom --subject seatrial.yaml');
  t.is(status, 64, stderr);
  t.regex(stderr, /The folder that you are in was removed\n {2}Go to a folder that is there\./);
});

test("the sink keeps our colours and line breaks, and nothing else of a stranger's", (t) => {
  t.is(screened('\u001B[31merror\u001B[39m: x\n'), '\u001B[31merror\u001B[39m: x\n');
  t.is(screened('a\u001B[2Jb\u001B]52;c;x\u0007\u202E'), String.raw`a\u{1b}[2Jb\u{1b}]52;c;x\u{7}\u{202e}`);
  t.is(screened('x\n::error ::y\n\u001B[31m::error\n##[error]z'), 'x\n: :error ::y\n\u001B[31m: :error\n# #[error]z');
});
