import test from 'ava';
import {XMLParser, XMLValidator} from 'fast-xml-parser';
import type {Trial} from '../../src/judge/trial.ts';
import {junit} from '../../src/report/junit.ts';
import {emptyHistory} from './sample-history.ts';
import {failing, sampleTrial, undecided} from './sample.ts';

interface Trouble {
  readonly type: string;
  readonly message: string;
  readonly text: string;
}
interface Case {
  readonly name: string;
  readonly failure?: Trouble;
  readonly error?: Trouble;
}
interface Suite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly testcase: readonly Case[];
  readonly 'system-out': string;
}

function suiteOf(trial: Trial): Suite {
  const text = junit(trial, emptyHistory()).get('junit.xml') ?? '';
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(valid.err.msg);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: 'text',
    htmlEntities: true,
    isArray: (name) => name === 'testcase',
  });
  return (parser.parse(text) as {readonly testsuites: {readonly testsuite: Suite}}).testsuites.testsuite;
}

test('one suite per trial, one case per finding that weighs, and counts that add up', (t) => {
  const suite = suiteOf(sampleTrial());
  t.is(suite.name, 'seatrial oom on shop');
  t.is(suite.testcase.length, 6);
  t.deepEqual([suite.tests, suite.failures, suite.errors, suite.skipped], ['6', '1', '1', '0']);
  t.is(suite.testcase.filter((one) => one.failure !== undefined).length, 1);
  t.is(suite.testcase.filter((one) => one.error !== undefined).length, 1);
});

test('a fail is a failure with the fix, an inconclusive is an error with its reason', (t) => {
  const {testcase} = suiteOf(sampleTrial({findings: [failing, undecided]}));
  const [failed, errored] = testcase;
  t.is(failed?.failure?.message, failing.sentence);
  t.regex(failed?.failure?.text ?? '', /change gateway\.yaml:31.*readinessProbe:\n {2}httpGet/s);
  t.is(errored?.error?.type, 'host-noisy');
});

test('what does not count is no case, but told beside the verdict', (t) => {
  const suite = suiteOf(sampleTrial());
  t.false(suite.testcase.some((one) => one.name.startsWith('image-scan')));
  t.regex(suite['system-out'], /beside the verdict: image-scan \(inconclusive; not-exercised\)/);
});

test('nothing found is an error, never an empty green suite', (t) => {
  const {testcase, errors} = suiteOf(
    sampleTrial({verdict: 'inconclusive', headline: 'inconclusive', findings: [], because: ['cut-off']}),
  );
  t.is(errors, '1');
  t.is(testcase[0]?.error?.type, 'cut-off');
});

test('a run that broke off is an error although every finding passed', (t) => {
  const findings = sampleTrial().findings.filter((finding) => finding.verdict === 'pass');
  const {testcase, errors} = suiteOf(sampleTrial({verdict: 'inconclusive', status: 'interrupted', findings}));
  t.is(errors, '1');
  t.is(testcase[0]?.error?.type, 'interrupted');
});

test('two findings of one check on one object are two cases', (t) => {
  const names = suiteOf(sampleTrial({findings: [failing, failing]})).testcase.map((one) => one.name);
  t.is(new Set(names).size, 2);
});

test('hostile text keeps the XML well-formed and loses only what XML forbids', (t) => {
  const nasty = 'a\u0000\u0008\u001B[31m <b attr="x">&amp; ]]> \uD800 \uFFFE 😀\nnext';
  const finding = {...failing, check: nasty, sentence: nasty, observed: nasty, of: {kind: 'Pod', name: nasty}};
  const [one] = suiteOf(sampleTrial({subject: nasty, findings: [finding], notExercised: [nasty]})).testcase;
  t.is(one?.failure?.message, 'a[31m <b attr="x">&amp; ]]> \uFFFD  😀\nnext');
  t.true(one?.failure?.text.includes('observed: a[31m <b attr="x">&amp; ]]> \uFFFD  😀\nnext'));
});

test('the same trial gives the same file', (t) => {
  const text = (): string | undefined => junit(sampleTrial(), emptyHistory()).get('junit.xml');
  t.is(text(), text());
});
