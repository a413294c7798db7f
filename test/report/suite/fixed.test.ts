import test from 'ava';
import {type FixedResult, fixedTable} from '../../../src/judge/suite/fixed.ts';
import {fixedMarkdown, fixedText} from '../../../src/report/suite/fixed.ts';
import {failing, sampleTrial} from '../sample.ts';

const {fix} = failing;
const fixes = fix === undefined ? [] : [fix];
const result = (verdict: 'pass' | 'fail' | 'inconclusive', subject = 'no-readiness'): FixedResult => ({
  subject,
  scenario: 'oom',
  fixes,
  trial: sampleTrial({verdict, findings: verdict === 'fail' ? [failing] : []}),
});
const quiet = {noise: false, notFixed: []};

test('a twin must pass with its fix; what stays undecided is good only with noise', (t) => {
  t.like(fixedTable([result('pass'), result('pass')], quiet), {good: true, passed: 2, failed: 0});
  t.like(fixedTable([result('pass'), result('fail')], quiet), {good: false, failed: 1});
  t.like(fixedTable([result('fail')], {...quiet, noise: true}), {good: false});
  t.false(fixedTable([result('inconclusive')], quiet).good);
  t.true(fixedTable([result('inconclusive')], {...quiet, noise: true}).good);
});

test('the table says what was changed, what failed all the same, and why a twin was not tried', (t) => {
  const notFixed = [{subject: 'slow-leak', scenario: 'oom', reason: 'it was caught, and no fix is known'}];
  const table = fixedTable([result('pass'), result('fail')], {noise: false, notFixed: [...notFixed, ...notFixed]});
  const text = fixedText(table);
  t.regex(
    text,
    /oom +no-readiness +\S.* at spec\.template\.spec\.containers\[0\]\.readinessProbe +2 +1 \/ 1 \/ 0 +no-traffic/,
  );
  t.regex(text, /oom +slow-leak +it was caught, and no fix is known/);
  t.regex(text, /Not good: 1 passed with their fix, 1 failed, 0 inconclusive, 1 without a fix that could be tried\.$/);
  const markdown = fixedMarkdown(table, 'a|b');
  t.regex(markdown, /```yaml\nreadinessProbe:\n/);
  const rows = markdown.split('\n').filter((line) => line.startsWith('| oom'));
  t.is(rows.length, 2);
});
