import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {readHistory} from '../../../src/history/reader.ts';
import {nameNow} from '../../../src/history/upgrade/old-names.ts';
import {judge} from '../../../src/judge/judge.ts';
import type {Trial} from '../../../src/judge/trial.ts';
import {recorded} from '../recorded.ts';

/** The answers of each check about each object: `pass`, `fail`, both. */
function answersOf({findings}: Trial): ReadonlyMap<string, ReadonlySet<string>> {
  const about = ({check, of}: Trial['findings'][number]): string =>
    [nameNow('check', check), of?.kind, of?.name, of?.container].join(' ');
  const byAbout = Map.groupBy(findings, about);
  return new Map([...byAbout].map(([key, those]) => [key, new Set(those.map(({verdict}) => verdict))]));
}

for (const name of ['oom', 'probes', 'node-drain'] as const) {
  test(`a trial of ${name} that was recorded before the names changed is judged as it was then`, async (t) => {
    const folder = recorded(name);
    const then = JSON.parse(readFileSync(join(folder, 'trial.json'), 'utf8')) as Trial;
    const now = judge(await readHistory(folder));
    t.is(now.verdict, then.verdict);
    t.is(now.status, then.status);
    // The judge knows better today, and some of its reasons are others: but what was read then is read now.
    const today = answersOf(now);
    for (const [about, answers] of answersOf(then)) {
      t.true(today.has(about), about);
      if (answers.has('pass') && !answers.has('fail')) t.false(today.get(about)?.has('fail'), about);
      if (answers.has('fail') && !answers.has('pass')) t.false(today.get(about)?.has('pass'), about);
    }
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
  const {events} = await readHistory(recorded('probes'));
  const told = events.filter(({kind}) => kind === 'stage' || kind === 'fault' || kind === 'phase' || kind === 'trial');
  const old = /"(?:pod-cut-off|container-freeze|calm|zero-failed|sheds-in-time|comes-back|boots-in-peace)"/;
  t.deepEqual(
    told.filter((event) => old.test(JSON.stringify(event))),
    [],
  );
});
