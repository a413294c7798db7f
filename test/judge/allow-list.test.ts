import test from 'ava';
import type {EventBody} from '../../src/history/events.ts';
import {redactor} from '../../src/history/secrets/redact.ts';
import type {History} from '../../src/history/history.ts';
import {checks} from '../../src/judge/checks/checks.ts';
import {judge} from '../../src/judge/judge.ts';
import {budgetOver, workloadOf} from './histories/survival.ts';
import {pause, liveness, loss, lonely, probed, slowBoot} from './histories/probes.ts';
import {bite, containerKill, evictions, podDelete, powerOff, rollOut, stuckDrain} from './histories/scenes.ts';
import {type Changes, memoryTrial} from './histories/memory.ts';

/** What the recorder would have written of a history that was made by hand. */
function asRecorded(history: History): History {
  const {event} = redactor();
  return {...history, events: history.events.map(({seq, tMs, ...body}) => ({seq, tMs, ...event(body as EventBody)}))};
}

const everyCheck = Object.keys(checks);
const deploy = {objects: [workloadOf('gateway'), workloadOf('redis'), budgetOver('gateway')]};
const command = (...words: readonly string[]): Changes =>
  probed(
    {},
    {
      livenessProbe: {exec: {command: words}, periodSeconds: 2},
      readinessProbe: {exec: {command: [...words, '/tmp/other']}},
    },
  );

const histories: Readonly<Record<string, Changes>> = {
  'the oom scenario': {},
  'workloads and budgets': {deploy},
  'a pod deleted': podDelete(),
  'a container killed': containerKill(),
  'a node that lost its power': powerOff(),
  'a drain that cannot end': stuckDrain(),
  'evictions, and a budget that bites': evictions([bite]),
  'a rollout': rollOut(),
  'every probe': probed({}, {livenessProbe: liveness, readinessProbe: liveness, startupProbe: liveness}),
  'probes by a command': command('test', '-e', '/shop/package.json'),
  'a pause': pause(),
  'a slow boot': slowBoot(),
  'a dependency that is lost': loss('hard'),
  'a lonely pod': lonely(),
};

for (const [title, changes] of Object.entries(histories)) {
  test(`every check finds the same in what is recorded as in what was seen: ${title}`, (t) => {
    const seen = memoryTrial({...changes, checks: everyCheck});
    const [one, other] = [judge(seen), judge(asRecorded(seen))];
    t.true(one.findings.length > 10);
    t.deepEqual(other.findings, one.findings);
    t.is(other.headline, one.headline);
  });
}
