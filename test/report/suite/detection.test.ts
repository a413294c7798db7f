import test from 'ava';
import {detectionTable} from '../../../src/judge/suite/detection.ts';
import {detectionMarkdown, detectionText} from '../../../src/report/suite/detection.ts';
import {failing, sampleTrial} from '../sample.ts';

const expect = {check: failing.check, object: {kind: 'Deployment', name: 'gateway'}, path: failing.fix?.path ?? ''};
const passed = sampleTrial({verdict: 'pass', findings: []});

function table(subject = 'no-readiness') {
  const results = [
    {subject: 'good', scenario: 'oom', expect: undefined, trial: passed},
    {subject, scenario: 'oom', expect, trial: sampleTrial({findings: [failing]})},
  ];
  return detectionTable(results, {noise: false});
}

test('the table says of each subject what it must be, how often it was right, and the interval', (t) => {
  const lines = detectionText(table()).split('\n');
  t.regex(lines[1] ?? '', /^oom +good +pass +1 +1 of 1 +\d+ %–100 % +1 \/ 0 \/ 0/);
  t.regex(
    lines[2] ?? '',
    /^oom +no-readiness +fail: no-traffic-to-the-dead on Deployment\/gateway +1 +1 of 1.* known in 1 of 1 /,
  );
  const {fix: _, ...unknown} = failing;
  const results = [{subject: 'x', scenario: 'oom', expect, trial: sampleTrial({findings: [unknown]})}];
  t.regex(detectionText(detectionTable(results, {noise: false})), / none known /);
  t.is(lines.at(-1), 'Good: 1 caught by their own check, 0 missed, 0 false alarms, 0 inconclusive.');
});

test('as Markdown every row has as many cells as the head, hostile names included', (t) => {
  const rows = detectionMarkdown(table('a|b\n<img src=x>'), 'Calibration of oom')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  t.is(rows.length, 4);
  t.deepEqual([...new Set(rows.map((row) => row.replaceAll(String.raw`\|`, '').split('|').length))], [12]);
  t.notRegex(rows.join('\n'), /<img/);
});

test('no trial at all is not good', (t) => {
  t.regex(detectionText(detectionTable([], {noise: false})), /Not good: 0 caught/);
});

test('a mutant says what was changed, one that was not tried says why, and a stranger’s fail is no false alarm', (t) => {
  const planted = {defect: 'Nothing restarts it.', change: 'Deployment/web: spec.a left out, was {"b":"|"}'};
  const results = [
    {subject: 'good', scenario: 'oom', expect: undefined, trial: sampleTrial({findings: [failing]})},
    {subject: 'no-liveness', scenario: 'oom', expect, planted, trial: sampleTrial({findings: [failing]})},
  ];
  const notTried = [
    {subject: 'no-budget', scenario: 'node-drain', defect: 'No budget.', reason: 'it has none | at all'},
  ];
  const made = detectionTable(results, {noise: false, isKnownSound: false, notTried});
  const markdown = detectionMarkdown(made, 'Calibration');
  t.true(markdown.includes('- **no-liveness**: Nothing restarts it. Deployment/web: spec.a left out'));
  t.true(markdown.includes(String.raw`| node-drain | no-budget | it has none \| at all |`));
  const text = detectionText(made);
  t.regex(text, /^scenario +mutant +not tried, because\nnode-drain +no-budget +it has none \| at all\n\nscenario/);
  t.is(
    text.split('\n').at(-1),
    'Not good: 0 caught by their own check, 0 missed, the subject itself failed 1 times, 0 inconclusive, 1 not told apart from the subject itself, or never ready, 1 not applicable.',
  );
});
