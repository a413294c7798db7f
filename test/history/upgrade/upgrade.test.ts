import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {brotliDecompressSync} from 'node:zlib';
import test from 'ava';
import {readHistory} from '../../../src/history/reader.ts';
import {nameNow} from '../../../src/history/upgrade/old-names.ts';
import {judge} from '../../../src/judge/judge.ts';
import type {Trial} from '../../../src/judge/trial.ts';

const fixtures = 'test/history/fixtures';

/** Recorded by the last version whose history has schema 1, with the trial.json that it made of it. */
function unpacked(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-old-'));
  for (const file of readdirSync(join(fixtures, name)))
    writeFileSync(
      join(folder, file.replace(/\.br$/, '')),
      brotliDecompressSync(readFileSync(join(fixtures, name, file))),
    );
  return folder;
}

/** Each finding's check, object and answer. */
function answersOf({findings}: Trial): readonly string[] {
  return findings
    .map(({check, of, verdict, because = ''}) =>
      [nameNow('check', check), of?.kind, of?.name, of?.container, verdict, because].join(' '),
    )
    .toSorted();
}

for (const name of ['oom', 'probes', 'node-drain']) {
  test(`a trial of ${name} that was recorded before the names changed is judged as it was then`, async (t) => {
    const folder = unpacked(name);
    const then = JSON.parse(readFileSync(join(folder, 'trial.json'), 'utf8')) as Trial;
    const now = judge(await readHistory(folder));
    t.is(now.verdict, then.verdict);
    t.is(now.status, then.status);
    t.deepEqual(answersOf(now), answersOf(then));
    t.deepEqual(
      now.stages.map((stage) => stage.name),
      then.stages.map((stage) => nameNow('stage', stage.name)),
    );
    t.deepEqual(
      now.faults.map(({step, what, proved}) => ({step, what, proved})),
      then.faults.map(({step, what, proved}) => ({step, what: nameNow('fault', what), proved})),
    );
  });
}

test('nothing of an upgraded history has an old name, but what people said and the steps of a scenario', async (t) => {
  const {events} = await readHistory(unpacked('probes'));
  const told = events.filter(({kind}) => kind === 'stage' || kind === 'fault' || kind === 'phase' || kind === 'trial');
  const old = /"(?:pod-cut-off|container-freeze|calm|zero-failed|sheds-in-time|comes-back|boots-in-peace)"/;
  t.deepEqual(
    told.filter((event) => old.test(JSON.stringify(event))),
    [],
  );
});
