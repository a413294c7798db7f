import test from 'ava';
import {XMLParser} from 'fast-xml-parser';
import {releaseOf, type SuiteFacts} from '../../../src/judge/suite/release.ts';
import {releaseText} from '../../../src/report/suite/console.ts';
import {releaseFiles} from '../../../src/report/suite/renderers.ts';
import {budgetText, releaseTimes} from '../../../src/report/suite/times.ts';
import {sampleTrial} from '../sample.ts';

const first = sampleTrial({id: 'oom-1', verdict: 'inconclusive', headline: 'inconclusive'});
const second = sampleTrial({id: 'oom-1-again'});
const hostile = `</script><img src=x onerror="alert(1)">|\n# x`;

function suite(changes: Partial<SuiteFacts> = {}): SuiteFacts {
  return {
    id: 'verify-shop-1',
    subject: 'shop',
    startedAt: '2026-11-25T10:00:00.000Z',
    status: 'completed',
    gate: ['resources', 'replicas'],
    asked: 'release',
    known: [{name: 'oom', items: [...first.facts.trial.items]}],
    planned: ['oom'],
    attempts: [
      {trial: first, lastedMs: 200_000},
      {trial: second, lastedMs: 190_000},
    ],
    residue: ['node container not running on w1: paused (repaired)'],
    besides: [{title: 'Create the cluster', ms: 45_000}],
    ...changes,
  };
}

const files = (facts = suite()): ReadonlyMap<string, string> =>
  releaseFiles(
    releaseOf(facts),
    facts.attempts.map(({trial}) => trial),
  );

test('every format says the verdict, names the six items and five patterns, keeps both trials, and tells where the time went', (t) => {
  const all = [...files(), ['console', releaseText(releaseOf(suite()))] as const];
  t.deepEqual(
    all.map(([name]) => name),
    ['release.json', 'report.html', 'report.md', 'junit.xml', 'console'],
  );
  for (const [name, text] of all) {
    for (const part of ['resources', 'health', 'rbac', 'replicas', 'observability', 'security']) {
      // What is not in scope has no case in JUnit.
      if (name !== 'junit.xml' || part === 'resources' || part === 'replicas')
        t.true(text.includes(part), `${name}: ${part}`);
    }
    for (const part of ['OOM-killed surprise', 'networking black hole'])
      t.true(text.includes(part), `${name}: ${part}`);
    if (name !== 'junit.xml') t.true(text.includes('paused (repaired)'), name);
  }
  for (const name of ['report.html', 'report.md']) {
    t.true(files().get(name)?.includes('../oom-1-again/report.html'), name);
    t.regex(files().get(name) ?? '', /Where the time went[\s\S]*stages[\s\S]*Create the cluster/);
  }
});

test('JUnit counts add up: a fail is a failure, what is not proved an error, and two trials of one name are told apart', (t) => {
  const document = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  }).parse(files().get('junit.xml') ?? '') as {
    readonly testsuites: {
      readonly '@_tests': string;
      readonly '@_failures': string;
      readonly '@_errors': string;
      readonly testsuite: readonly {
        readonly '@_name': string;
        readonly testcase: readonly {readonly failure?: unknown; readonly error?: unknown}[];
      }[];
    };
  };
  const {testsuites} = document;
  const cases = testsuites.testsuite.flatMap(({testcase}) => testcase);
  t.is(Number(testsuites['@_tests']), cases.length);
  t.is(Number(testsuites['@_failures']), cases.filter(({failure}) => failure !== undefined).length);
  t.is(Number(testsuites['@_errors']), cases.filter(({error}) => error !== undefined).length);
  t.is(new Set(testsuites.testsuite.map((one) => one['@_name'])).size, 3);
});

test('an empty suite that broke off is rendered, and nothing in it looks like a pass', (t) => {
  const broken = suite({
    attempts: [],
    planned: [],
    status: 'errored',
    error: 'The cluster did not start.',
    residue: [],
    besides: [],
  });
  const all = files(broken);
  t.regex(all.get('report.html') ?? '', /<section class="hero inconclusive">[\s\S]*The cluster did not start\./);
  t.regex(all.get('report.md') ?? '', /^# \? INCONCLUSIVE/);
  t.regex(all.get('junit.xml') ?? '', /the suite itself[\s\S]*The cluster did not start\./);
  t.notRegex(all.get('report.md') ?? '', /✔/);
});

test('what is no release says so in every format, and JUnit has one case for what was asked', (t) => {
  const quick = suite({asked: 'quick'});
  const part = 'quick: 1 of 1 scenarios, no release';
  for (const [name, text] of [...files(quick), ['console', releaseText(releaseOf(quick))] as const])
    t.true(text.includes(part), name);
  const junit = files(quick).get('junit.xml') ?? '';
  t.notRegex(junit, /name="(?:item|pattern): /);
  t.is([...junit.matchAll(/classname="seatrial\.release"/g)].length, 1);
  t.regex(files(quick).get('release.json') ?? '', /"release": "undecided"/);
});

test('hostile names are text in every format', (t) => {
  const trial = sampleTrial({id: hostile, scenario: hostile, subject: hostile, headline: hostile});
  const all = files(suite({subject: hostile, residue: [hostile], attempts: [{trial, lastedMs: 1}]}));
  t.notRegex(all.get('report.html') ?? '', /<img src=x/);
  t.notRegex(all.get('report.md') ?? '', /<img|^# x/m);
  t.notThrows(() => new XMLParser().parse(all.get('junit.xml') ?? '', true) as unknown);
});

test('the page asks for nothing from anywhere and links only to the trials beside it', (t) => {
  const text = files().get('report.html') ?? '';
  t.notRegex(text, /src=|@import|url\(/);
  t.deepEqual(
    [...new Set([...text.matchAll(/href="([^"]*)"/g)].map(([, target]) => target))],
    ['../oom-1/report.html', '../oom-1-again/report.html'],
  );
});

test('the time of a trial is that of its phases and a rest; the whole is everything', (t) => {
  const table = releaseTimes(releaseOf(suite()));
  t.is(table.wholeMs, 435_000);
  t.deepEqual(
    table.rows.map(({title}) => title),
    ['oom (first try)', 'oom', 'Create the cluster'],
  );
  const [row] = table.rows;
  t.is((row?.phasesMs ?? []).reduce<number>((sum, ms) => sum + (ms ?? 0), 0) + (row?.restMs ?? 0), 200_000);
});

test('the budget has a line for each part and the sum', (t) => {
  t.is(
    budgetText([
      {title: 'Create the cluster', ms: 60_000},
      {title: 'oom', ms: 200_400},
    ]),
    '  Create the cluster  about 60 s\n  oom                 about 3 min 20 s\n  whole               about 4 min 20 s',
  );
});
