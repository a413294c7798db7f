import test from 'ava';
import type {Finding} from '../../../src/judge/finding.ts';
import type {Trial} from '../../../src/judge/trial.ts';
import {fixPlace} from '../../../src/report/parts/grouping.ts';
import {kindsOf} from '../../../src/report/parts/kinds.ts';
import {whySentence} from '../../../src/report/parts/why.ts';
import {failing, sampleTrial, undecided} from '../sample.ts';

const container = (name: string): Finding => ({
  check: 'declared-resources/cpu-limit',
  step: undefined,
  of: {kind: 'Deployment', name: 'gateway', container: name},
  verdict: 'fail',
  sentence: `Deployment/gateway, container ${name} is admitted without limits.cpu`,
  several: 'containers are admitted without a CPU limit',
  isStatic: true,
  expected: 'All four',
  observed: 'No limits.cpu',
  windowMs: [0, 1],
  evidence: [],
  fix: {
    object: {kind: 'Deployment', name: 'gateway'},
    path: name,
    changes: [{of: {kind: 'Deployment', name: 'gateway'}, patch: {cpu: '500m'}}],
    file: 'demo/twins/x/a.yaml',
    line: 7,
  },
});
const two = [container('app'), container('proxy')];
const good: Finding = {...failing, verdict: 'pass', check: 'stays-up'};
const trialOf = (verdict: Trial['verdict'], findings: readonly Finding[]): Trial => sampleTrial({verdict, findings});

test('the head says in one sentence why, and that what was injected was survived', (t) => {
  t.is(
    whySentence(trialOf('fail', [...two, good])),
    'Fails: two containers are admitted without a CPU limit; what was injected was survived.',
  );
  t.is(
    whySentence(trialOf('fail', two.slice(1))),
    'Fails: Deployment/gateway, container proxy is admitted without limits.cpu.',
    'nothing was judged while the fault acted',
  );
  t.is(
    whySentence(trialOf('fail', [...two, failing])),
    `Fails: two containers are admitted without a CPU limit; ${failing.sentence}`,
  );
  t.is(whySentence(trialOf('pass', [good])), 'Passes: 1 check found nothing wrong; what was injected was survived.');
  t.is(whySentence(trialOf('inconclusive', [good, undecided])), `Not decided: ${undecided.sentence}`);
  t.is(
    whySentence(sampleTrial({verdict: 'inconclusive', findings: [], status: 'interrupted'})),
    'Not decided: the run was interrupted.',
  );
});

test('findings of one kind are one, with a list of objects, their places and one change', (t) => {
  const trial = trialOf('fail', [...two, failing]);
  const [kind, other] = kindsOf(trial, trial.findings);
  t.is(kind?.sentence, '2 containers are admitted without a CPU limit');
  t.deepEqual(kind?.lines, [
    'Deployment gateway, container app: No limits.cpu (../x/a.yaml:7)',
    'Deployment gateway, container proxy: No limits.cpu (../x/a.yaml:7)',
  ]);
  t.is(kind?.fixes.length, 1);
  t.is(other?.sentence, failing.sentence);
  t.deepEqual(other?.lines, failing.details);
});

test('what kept the most findings from being decided is told first, and each reason once', (t) => {
  const noisy = (check: string, text: string): Finding => ({
    ...undecided,
    check,
    because: 'host-noisy',
    sentence: `Not decided (it looked like a ${text}). The machine was in trouble`,
  });
  const short: Finding = {...undecided, check: 'cost', because: 'load-short', sentence: 'The load generator was late.'};
  const said = whySentence(trialOf('inconclusive', [short, noisy('stays-up', 'pass'), noisy('recovers', 'fail')]));
  t.is(said, 'Not decided: The machine was in trouble; The load generator was late.');
});

test('what findings of one kind say the same is said once', (t) => {
  const again = {...undecided, windowMs: [7, 8] as const};
  const trial = trialOf('inconclusive', [undecided, again]);
  const [kind] = kindsOf(trial, trial.findings);
  t.is(kind?.sentence, `2 times: ${undecided.sentence}`);
  t.deepEqual(kind?.lines, undecided.details ?? []);
  const other = {...undecided, sentence: 'Something else'};
  const [both] = kindsOf(trial, [undecided, again, other]);
  t.is(both?.sentence, `3 times, the first: ${undecided.sentence}`);
  t.deepEqual(both?.lines, [`2 times: ${undecided.sentence}`, 'Something else']);
  const broken = (before: string): Finding => ({
    ...undecided,
    sentence: 'Not decided (it looked like a pass). The machine was in trouble',
    details: [before, 'On new connections 1 of 7 failed'],
  });
  const [kept] = kindsOf(trial, [broken('kill-1 cost 2 s'), broken('kill-2 cost 3 s')]);
  t.deepEqual(kept?.lines, ['kill-1 cost 2 s', 'kill-2 cost 3 s']);
  const [same] = kindsOf(trial, [broken('kill-1 cost 2 s'), broken('kill-1 cost 2 s')]);
  t.is(same?.sentence, `2 times: ${broken('').sentence}`, 'what was not decided is not told as if it was');
});

test('a place is seen from the folder of the profile, wherever the run was begun', (t) => {
  const place = (profilePath: string, file: string): string => {
    const trial = sampleTrial();
    const of = {kind: 'Pod', name: 'x'};
    const subject = {...trial.facts.trial.subject, profilePath};
    const facts = {...trial.facts, trial: {...trial.facts.trial, subject}};
    return fixPlace({...trial, facts}, {object: of, path: 'spec', changes: [{of, removed: true}], file, line: 3});
  };
  t.is(place('../../../home/me/shop/seatrial.yaml', '../../../home/me/shop/k8s/a.yaml'), 'k8s/a.yaml:3');
  t.is(place('seatrial.yaml', 'k8s/a.yaml'), 'k8s/a.yaml:3');
  t.is(place('demo/twins/x/seatrial.yaml', 'demo/shop/a.yaml'), '../../shop/a.yaml:3');
});
