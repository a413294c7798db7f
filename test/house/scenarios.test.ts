import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import test from 'ava';
import {parse} from 'yaml';

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

test('the nightly run calibrates every scenario that has a twin, and the one without a fault', (t) => {
  const workflow = parse(readFileSync('.github/workflows/nightly.yml', 'utf8')) as {
    readonly jobs: {readonly calibrate: {readonly strategy: {readonly matrix: {readonly scenario: readonly string[]}}}};
  };
  const {scenario} = workflow.jobs.calibrate.strategy.matrix;
  t.deepEqual(scenario.toSorted(), [...new Set([...expected, 'baseline'])].toSorted());
});
