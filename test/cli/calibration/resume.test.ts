import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {eachTime, type PlannedTrial} from '../../../src/cli/calibration/plan.ts';
import {readRecord, writeRecord} from '../../../src/cli/calibration/record.ts';
import {recordOf, withDone} from '../../../src/cli/calibration/resume.ts';
import type {SuiteTrial} from '../../../src/run/suite.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {profile} from '../../subject/subject.ts';
import {recorded} from '../../history/recorded.ts';

const planned = (subject: string, id: string, scenarioName = 'oom'): PlannedTrial => ({
  subject,
  request: {id, scenarioName, folder: join('/elsewhere/reports', id)} as unknown as SuiteTrial,
  expect: undefined,
});

/** A folder of reports with a completed trial under each of these ids. */
function reportsWith(...ids: readonly string[]): string {
  const reports = mkdtempSync(join(tmpdir(), 'seatrial-resume-'));
  for (const id of ids) cpSync(recorded('oom'), join(reports, id), {recursive: true});
  return reports;
}

test('what was completed stays under its id, and the rest is left', async (t) => {
  const reports = reportsWith('good-1', 'twin-1');
  const record = {
    trials: [
      {scenario: 'oom', subject: 'good', id: 'good-1'},
      {scenario: 'oom', subject: 'twin', id: 'twin-1'},
      {scenario: 'oom', subject: 'other', id: 'other-1'},
      {scenario: 'deadlock', subject: 'good', id: 'good-2'},
    ],
  };
  const now = [
    planned('good', 'a'),
    planned('twin', 'b'),
    planned('other', 'c'),
    planned('good', 'd', 'deadlock'),
    planned('new', 'e'),
  ];
  const {trials, done} = await withDone(record, reports, now);
  t.deepEqual(
    trials.map(({request}) => request.id),
    ['good-1', 'twin-1', 'c', 'd', 'e'],
  );
  t.deepEqual(
    done.map(({planned: {subject}, trial}) => [subject, trial.status]),
    [
      ['good', 'completed'],
      ['twin', 'completed'],
    ],
  );
  t.true(done.every(({planned: one}) => trials.includes(one)));
  t.deepEqual(
    trials.slice(0, 3).map(({request}) => request.folder),
    [join(reports, 'good-1'), join(reports, 'twin-1'), '/elsewhere/reports/c'],
    'what was completed stays where it is',
  );
});

test('every time of a trial, and that of its fix, is recorded beside the others, wherever somebody stands', (t) => {
  const {request} = planned('twin', 'twin-1');
  const sound = {...request, seed: 1, profile: profile()} as unknown as SuiteTrial;
  const each = eachTime({subject: 'twin', request: sound, expect: undefined}, {repeat: 2, fixed: true});
  t.deepEqual(
    each.map(({subject}) => subject),
    ['twin', 'twin fixed', 'twin', 'twin fixed'],
  );
  for (const {request: one} of each) t.is(one.folder, join('/elsewhere/reports', one.id));
  t.is(new Set(each.map(({request: one}) => one.id)).size, 4);
});

test('all that a calibration was asked for is recorded', (t) => {
  const asked = {subject: '/shop', remoteBases: true, trustSubject: true, noise: true, fixed: true, patience: 11};
  const {names, options, trials} = recordOf(['oom'], {...asked, repeat: 2, reuse: true}, [planned('good', 'a')]);
  t.deepEqual([names, options], [['oom'], {...asked, repeat: 2}]);
  t.deepEqual(trials, [{scenario: 'oom', subject: 'good', id: 'a'}]);
});

test('of several trials of one subject the first is the first again', async (t) => {
  const reports = reportsWith('two');
  const record = {trials: ['one', 'two', 'three'].map((id) => ({scenario: 'oom', subject: 'good', id}))};
  const {trials} = await withDone(record, reports, [planned('good', 'a'), planned('good', 'b'), planned('good', 'c')]);
  t.deepEqual(
    trials.map(({request}) => request.id),
    ['a', 'two', 'c'],
  );
});

test('a trial that was cut off is tried again', async (t) => {
  const reports = reportsWith('cut', 'without');
  rmSync(join(reports, 'without', 'trial.json'));
  const history = join(reports, 'cut', 'history.jsonl');
  const lines = readFileSync(history, 'utf8').split('\n');
  writeFileSync(history, lines.slice(0, lines.length / 2).join('\n'));
  const record = {trials: ['cut', 'without'].map((id) => ({scenario: 'oom', subject: id, id}))};
  t.deepEqual((await withDone(record, reports, [planned('cut', 'a'), planned('without', 'b')])).done, []);
});

test('what a calibration was asked for is read as it was written, and nothing else is taken for it', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'seatrial-resume-')), 'calibrate-1');
  const record = {
    schema: 1 as const,
    names: ['oom'],
    options: {subject: '/shop/seatrial.yaml', repeat: 2, noise: true, patience: 11},
    trials: [{scenario: 'oom', subject: 'good', id: 'oom-shop-1'}],
  };
  await writeRecord(folder, record);
  t.deepEqual(await readRecord(folder), record);
  await t.throwsAsync(readRecord(join(folder, 'nowhere')), {instanceOf: UsageError, message: /No calibration\.json/});
  for (const content of ['', '{}', JSON.stringify({...record, trials: [{scenario: 'a', subject: 'b', id: '../c'}]})]) {
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, 'calibration.json'), content);
    await t.throwsAsync(readRecord(folder), {instanceOf: UsageError, code: 'no-calibration'});
  }
});
