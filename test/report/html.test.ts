import {createHash} from 'node:crypto';
import test from 'ava';
import type {Finding} from '../../src/judge/finding.ts';
import {html} from '../../src/report/html.ts';
import {emptyHistory, sampleHistory} from './sample-history.ts';
import {failing, sampleTrial} from './sample.ts';

const page = (trial = sampleTrial(), history = sampleHistory()): string =>
  html(trial, history).get('report.html') ?? '';
const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(1)">'"&\u2028\u{202e}\u{200b}`;

test('the page asks for nothing from anywhere and allows only its own scripts', (t) => {
  const text = page();
  t.notRegex(text, /(?:src|href)=/);
  t.notRegex(text, /@import|url\(/);
  const allowed = [...text.matchAll(/'sha256-([^']+)'|&#39;sha256-(.+?)&#39;/g)].map((match) => match[1] ?? match[2]);
  const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) =>
    createHash('sha256')
      .update(script ?? '')
      .digest('base64'),
  );
  t.deepEqual(allowed, scripts);
  t.is(scripts.length, 2);
});

test('the verdict stands in words and as an icon, not by colour alone', (t) => {
  for (const [verdict, look] of [
    ['pass', '✔'],
    ['fail', '✘'],
    ['inconclusive', '?'],
  ] as const) {
    const text = page(sampleTrial({verdict, headline: `${verdict} (1 waived)`}));
    t.true(text.includes(`<p class="word">${verdict.toUpperCase()} (1 waived)</p>`));
    t.true(text.includes(`<div class="seal" aria-hidden="true">${look}</div>`));
  }
});

test('a finding shows what was expected, seen, predicted, measured, and what to change where', (t) => {
  const text = page();
  for (const part of [
    failing.expected,
    failing.observed,
    failing.sentence,
    'readinessProbe:\n  httpGet:\n    path: /ready',
    '>gateway.yaml:31<',
  ]) {
    t.true(text.includes(part), part);
  }
  t.regex(text, /Predicted 0 s to 1 s.*Measured 2\.6 s/s);
});

test('evidence is shown as the events of the history, and a number without an event says so', (t) => {
  const text = page(sampleTrial({findings: [{...failing, evidence: [12, 4711]}]}));
  t.true(text.includes('Memory cgroup out of memory: Killed process 48211'));
  t.regex(text, /#4711<\/code> is not in the stored history/);
});

test('failed findings come first and open, passed ones folded', (t) => {
  const cards = [...page().matchAll(/<details class="finding (\w+)"( open)?>/g)].map(
    ([, verdict, open]) => `${verdict}${open ?? ''}`,
  );
  t.deepEqual(cards, ['fail open', 'inconclusive open', 'pass', 'pass', 'pass', 'pass', 'inconclusive', 'pass']);
});

test('hostile names are text everywhere, chart data included', (t) => {
  const of = {kind: hostile, name: hostile, namespace: hostile, container: hostile};
  const finding: Finding = {
    ...failing,
    of,
    check: hostile,
    sentence: hostile,
    expected: hostile,
    observed: hostile,
    origin: hostile,
    evidence: [1],
    fix: {object: of, path: hostile, changes: [{of, patch: {[hostile]: hostile}}], file: hostile, line: 1},
  };
  const trial = sampleTrial({
    id: hostile,
    question: hostile,
    subject: hostile,
    headline: hostile,
    error: hostile,
    findings: [finding],
    shown: [hostile],
    notShown: [hostile],
    notExercised: [hostile],
    waived: [{check: hostile, reason: hostile, until: hostile, expired: true}],
    stages: sampleTrial().stages.map((stage) => ({...stage, name: hostile})),
    phases: [{name: hostile, windowMs: [0, 1]}],
    faults: [{step: hostile, what: hostile, windowMs: [113_000, 115_000], proved: false}],
  });
  const events = [{seq: 1, tMs: 0, kind: 'line', source: hostile, of, text: hostile}] as const;
  const history = sampleHistory();
  const samples = {
    ...history.samples,
    columns: {...history.samples.columns, pod: history.samples.columns.pod.map(() => hostile)},
  };
  const text = page(trial, {...history, events, samples});
  t.is(text.split('<script').length - 1, 3);
  t.is(text.split('</script').length - 1, 3);
  t.notRegex(text, /<img/);
  // What turns or hides text: neither on the page nor in what the charts show.
  t.notRegex(text, /[\u{202e}\u{200b}]/u);
  t.true(text.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&quot;&amp;'));
  const data = /id="chart-data">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
  t.true(JSON.stringify(JSON.parse(data)).includes('<img src=x'));
});

test('the same trial gives the same page', (t) => {
  t.is(page(), page());
});

test('an empty, cut-off history of a run that broke off gives a page that says so', (t) => {
  const {trial} = sampleTrial().facts;
  const broken = sampleTrial({
    verdict: 'inconclusive',
    status: 'errored',
    headline: 'inconclusive',
    error: 'The cluster did not start.',
    findings: [],
    stages: [],
    phases: [],
    faults: [],
    facts: {trial},
  });
  const text = page(broken, {...emptyHistory(), cutOff: true});
  for (const part of [
    'The cluster did not start.',
    'ends in the middle of a line',
    'No request was recorded.',
    'No memory sample was recorded.',
  ]) {
    t.true(text.includes(part), part);
  }
  t.regex(text, /A trial without findings never passes/);
  t.false(text.includes('id="chart-data"'));
});

test('shortened cluster timings are said in the title', (t) => {
  const trial = sampleTrial();
  const accelerated = {
    ...trial,
    facts: {...trial.facts, trial: {...trial.facts.trial, argv: ['run', 'oom', '--accelerated']}},
  };
  t.true(page(accelerated).includes('<title>FAIL: oom (accelerated) on shop</title>'));
});

test('a scenario that is not built in is named with its file and hash', (t) => {
  const trial = sampleTrial();
  const scenarioFile = {path: 'mine/brief.mts', sha256: 'ab12'.repeat(16)};
  const text = page({...trial, facts: {...trial.facts, trial: {...trial.facts.trial, scenarioFile}}});
  t.true(text.includes(`from <code>mine/brief.mts</code>, SHA-256 <code>${scenarioFile.sha256}</code>`));
  t.notRegex(page(), /SHA-256/);
});

test('what a subject was trusted with stands in the details, each thing with its place', (t) => {
  const {facts} = sampleTrial();
  const trusted = [
    {
      of: {kind: 'Pod', name: 'x'},
      path: 'spec.hostPID',
      asks: 'the <processes> of its node',
      file: 'x.yaml',
      line: 5,
      column: 3,
    },
  ];
  const text = page(sampleTrial({facts: {...facts, trial: {...facts.trial, trusted}}}));
  t.regex(text, /trusted with<\/dt><dd>Pod x: the &lt;processes&gt; of its node \(spec\.hostPID at x\.yaml:5:3\)/);
});

test('the time line follows what failed, and what passed comes after it, folded by item', (t) => {
  const text = page();
  const places = ['id="findings"', 'id="timeline"', 'id="passed"', 'id="beside"'].map((part) => text.indexOf(part));
  t.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
  t.true(places.every((place) => place > 0));
  t.deepEqual(
    [...text.matchAll(/<details class="item">.*?<span class="check">(\w+)</gs)].map(([, title]) => title),
    ['resources', 'replicas', 'others'],
  );
});

test('times count from the first stage, and a static finding has none', (t) => {
  const text = page();
  t.regex(text, /<tr><th>peak<\/th>.*?<td class="n">0:00\.0<\/td>/);
  const still = page(sampleTrial({findings: [{...failing, isStatic: true}]}));
  for (const word of ['<dt>Window</dt>', '<dt>Distance to the bound</dt>']) {
    t.true(text.includes(word));
    t.false(still.includes(word));
  }
});
