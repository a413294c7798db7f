import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {verdictText} from '../../src/report/console.ts';
import {failing, sampleTrial} from './sample.ts';

test('the terminal says verdict, reason, failure and change first, and what passed in one line for each item', (t) => {
  const text = verdictText(sampleTrial(), {color: false, width: 200});
  const lines = text.split('\n');
  t.is(lines[0], '✘ FAIL (1 waived, 1 not in scope)');
  t.true(text.indexOf(failing.sentence) < text.indexOf('INCONCLUSIVE'));
  t.true(text.includes(`observed  ${failing.observed}`));
  t.regex(text, /change {4}gateway\.yaml:31\n.*\n {14}│ readinessProbe:\n {14}│ {3}httpGet/);
  t.deepEqual(
    lines.filter((line) => line.startsWith('✔ ')),
    [
      '✔ resources: memory-headroom',
      '✔ replicas: availability',
      '✔ others: restarts-after-oom, neighbours-unharmed',
      '✔ ledger',
    ],
  );
  t.true(lines.includes(`  Fails: ${failing.sentence}`));
  t.regex(text, /Beside the verdict:\n\? image-scan \(not-exercised\).*\n✔ ledger\n/);
});

test('colour changes nothing but colour', (t) => {
  const plain = verdictText(sampleTrial(), {color: false, width: 100});
  const colored = verdictText(sampleTrial(), {color: true, width: 100});
  t.not(plain, colored);
  t.is(stripVTControlCharacters(colored), plain);
});

test('sentences are wrapped to the terminal', (t) => {
  const words = verdictText(sampleTrial(), {color: false, width: 70}).split('\n');
  t.deepEqual(
    words.filter((line) => line.length > 70 && !/Deployment|Pod/.test(line)),
    [],
  );
});

test('a hostile name cannot move the cursor', (t) => {
  const name = 'x\u001B[2J\u009B31m\r\u202Ey';
  const finding = {...failing, check: name, sentence: name, of: {kind: 'Pod', name}};
  const text = verdictText(sampleTrial({findings: [finding], notExercised: [name], subject: name}), {
    color: false,
    width: 80,
  });
  for (const character of ['\u001B', '\u009B', '\r', '\u202E']) t.false(text.includes(character));
});

test('a run that broke off says why', (t) => {
  const text = verdictText(sampleTrial({status: 'errored', error: 'Docker went away.'}), {color: false, width: 80});
  t.true(text.includes('The run was errored: Docker went away.'));
});

test('what is said beside the verdict several times is said once, with its objects where it is of several', (t) => {
  const beside = {...failing, verdict: 'inconclusive', uncounted: 'trial-check', because: 'host-noisy'} as const;
  const of = (name: string) => ({
    ...beside,
    check: 'spread',
    several: 'workloads lean on one node',
    of: {kind: 'Deployment', name},
  });
  const text = verdictText(
    sampleTrial({
      findings: [
        {...beside, check: 'host', sentence: 'Noisy at 1–2 s'},
        {...beside, check: 'host', sentence: 'Noisy at 3–4 s'},
        of('one'),
        of('other'),
      ],
    }),
    {color: false, width: 120},
  );
  t.is(text.match(/Noisy/g)?.length, 1);
  t.regex(text, /\? host \(host-noisy, trial-check\): 2 times, the first: Noisy at 1–2 s/);
  t.regex(text, /2 workloads lean on one node\n {2}- Deployment one: [^]*\n {2}- Deployment other: /);
});
