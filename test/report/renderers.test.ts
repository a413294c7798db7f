import test from 'ava';
import type {History} from '../../src/history/history.ts';
import {judge} from '../../src/judge/judge.ts';
import {verdictText} from '../../src/report/console.ts';
import {renderers} from '../../src/report/renderers.ts';
import {emptyHistory, sampleHistory} from './sample-history.ts';
import {failing, sampleTrial} from './sample.ts';

function render(history: History): readonly string[] {
  const trial = judge(history);
  return Object.values(renderers).flatMap((renderer) => [...renderer(trial, history).values()]);
}

test('every format writes one file of its own', (t) => {
  const files = Object.values(renderers).flatMap((renderer) => [...renderer(sampleTrial(), sampleHistory()).keys()]);
  t.deepEqual(files, ['report.html', 'report.md', 'junit.xml']);
});

test('an empty history is judged and rendered, and nothing in it looks like a pass', (t) => {
  const [page = '', comment = '', xml = ''] = render({...emptyHistory(), cutOff: true});
  t.regex(page, /<section class="hero inconclusive">/);
  t.regex(comment, /^## \? INCONCLUSIVE/);
  t.regex(xml, /<testsuites [^>]*errors="[1-9]"/);
});

test('a history cut off after any of its events is judged and rendered', (t) => {
  const whole = sampleHistory();
  const begun = {
    seq: 0,
    tMs: 0,
    kind: 'trial',
    name: 'x',
    is: 'begun',
    facts: JSON.parse(JSON.stringify(sampleTrial().facts.trial)),
  } as const;
  for (let length = 0; length <= whole.events.length; length++) {
    const [page = '', , xml = ''] = render({...whole, events: [begun, ...whole.events.slice(0, length)], cutOff: true});
    t.regex(page, /ends in the middle of a line/);
    t.notRegex(page, /<section class="hero pass">/);
    t.notRegex(xml, /<testsuites [^>]*failures="0" errors="0"/);
  }
});

test('what stands under the sentence of a finding is in every report', (t) => {
  const trial = sampleTrial();
  const files = Object.values(renderers).flatMap((render) => [...render(trial, sampleHistory())]);
  const texts = [...files.map(([, text]) => text), verdictText(trial, {color: false, width: 120})];
  for (const line of failing.details ?? [])
    t.true(
      texts.every((text) => text.includes(line)),
      line,
    );
  t.is(texts.length, 4);
});
