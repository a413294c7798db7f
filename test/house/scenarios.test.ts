import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import test from 'ava';
import {parse} from 'yaml';
import {foreign} from '../../src/setup/parts/foreign.ts';

const names = readdirSync('scenarios').map((file) => basename(file, '.ts'));

/** What the profile of each twin expects: the scenario that must catch it. */
const expected = readdirSync('demo/twins').flatMap((twin) => {
  const {expect} = parse(readFileSync(`demo/twins/${twin}/seatrial.yaml`, 'utf8')) as {
    readonly expect?: {readonly scenario: string};
  };
  return expect === undefined ? [] : [expect.scenario];
});

test('every twin names a scenario that is there', (t) => {
  t.deepEqual(
    expected.filter((name) => !names.includes(name)),
    [],
  );
});

/** The matrix of a job of the nightly run. */
function matrixOf(job: string): Readonly<Record<string, readonly string[]>> {
  const {jobs} = parse(readFileSync('.github/workflows/nightly.yml', 'utf8')) as {
    readonly jobs: Readonly<Record<string, {readonly strategy?: {readonly matrix: ReturnType<typeof matrixOf>}}>>;
  };
  return jobs[job]?.strategy?.matrix ?? {};
}

test('the nightly run calibrates every subject that nobody here wrote', (t) => {
  t.deepEqual(matrixOf('foreign')['subject'], Object.keys(foreign));
});

test('the nightly run calibrates every scenario: those with a twin, the one without a fault, and all probes together', (t) => {
  const {scenario = []} = matrixOf('calibrate');
  t.deepEqual(scenario.toSorted(), [...new Set([...expected, 'baseline', 'probes'])].toSorted());
});
