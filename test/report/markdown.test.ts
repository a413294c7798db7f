import test from 'ava';
import {markdown} from '../../src/report/markdown.ts';
import {code, fenced, plain} from '../../src/report/text/markdown-text.ts';
import {emptyHistory} from './sample-history.ts';
import {failing, sampleTrial} from './sample.ts';

const text = (trial = sampleTrial()): string => markdown(trial, emptyHistory()).get('report.md') ?? '';

test('the comment begins with the verdict and holds findings, fix and box', (t) => {
  const comment = text();
  t.true(comment.startsWith('## ✘ FAIL (1 waived, 1 not in scope)\n'));
  t.is(comment.split('\n').filter((line) => /^\| [✔✘?] /.test(line)).length, 2);
  t.regex(comment, /In `gateway\.yaml:31`.*```yaml\nreadinessProbe:\n/s);
  for (const title of ['**Shown**', '**Not shown**', '**Not exercised**', '**Waived**', '**Beside the verdict**'])
    t.true(comment.includes(title), title);
  t.is(comment, text());
});

test('no findings and a broken run are said', (t) => {
  const comment = text(sampleTrial({findings: [], status: 'interrupted', verdict: 'inconclusive'}));
  t.regex(comment, /never passes/);
  t.regex(comment, /The run was interrupted\./);
});

test('hostile text stays one cell of text', (t) => {
  const comment = text(sampleTrial({findings: [{...failing, observed: 'a | b\n| c | <img src=x> @someone ![x](y)'}]}));
  const row = comment.split('\n').find((line) => line.startsWith('| ✘')) ?? '';
  t.is(row.replaceAll(String.raw`\|`, '').split('|').length - 2, 4);
  t.notRegex(comment, /<img/);
  t.notRegex(comment, /@someone/);
  t.true(row.includes(String.raw`\!\[x\](y)`));
});

test('an address is no link, and what turns or hides text is shown', (t) => {
  t.is(
    plain('see https://evil.example/a_b or www.evil.example'),
    'see `https://evil.example/a_b` or `www.evil.example`',
  );
  for (const form of [plain, code, (all: string) => fenced(all, '')]) {
    t.regex(form('a\u{202e}b\u{200b}c'), /a\\{1,2}u\\?\{202e\\?\}b\\{1,2}u\\?\{200b\\?\}c/);
  }
});

test('how many values were taken out stands at the foot', (t) => {
  const ended = {
    seq: 1,
    tMs: 0,
    kind: 'trial',
    name: 't',
    is: 'ended',
    facts: {status: 'completed', valuesTakenOut: 7},
  } as const;
  const comment = markdown(sampleTrial(), {...emptyHistory(), events: [ended]}).get('report.md') ?? '';
  t.regex(comment, /^7 values were taken out \(Secrets, ConfigMaps, /m);
  t.notRegex(text(), /taken out/);
});

test('code outlives backticks and pipes', (t) => {
  t.is(code('a``b'), '``` a``b ```');
  t.is(code('a|b'), String.raw`${'`'}a\|b${'`'}`);
  t.is(fenced('x: |\n  ```\n', 'yaml'), '````yaml\nx: |\n  ```\n````');
  t.is(plain('a_b *c* #12'), String.raw`a\_b \*c\* #<!-- -->12`);
});

test('a scenario that is not built in is named with its file and hash; of a built-in one nothing is said', (t) => {
  const trial = sampleTrial();
  const scenarioFile = {path: 'mine/brief.mts', sha256: 'ab12'.repeat(16)};
  const comment = text({
    ...trial,
    scenario: 'brief',
    facts: {...trial.facts, trial: {...trial.facts.trial, scenario: 'brief', scenarioFile}},
  });
  t.true(comment.includes(`Scenario: \`brief\`, from \`mine/brief.mts\`, SHA-256 \`${scenarioFile.sha256}\``));
  t.notRegex(text(), /SHA-256/);
});
