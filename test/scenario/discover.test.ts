import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import type {ExecutionContext} from 'ava';
import {UsageError} from '../../src/system/errors.ts';
import {discoverScenarios, loadScenario} from '../../src/scenario/discover.ts';
import {known} from '../../src/run/known.ts';

const text = (question: string) => `export default {question: '${question}', items: ['resources'], checks: [{check: 'availability'}], steps: []};\n`;

async function folder(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'seatrial-scenarios-'));
  t.teardown(() => rm(path, {recursive: true}));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

test('scenarios are found by their files, in order, the user’s own before the project’s', async (t) => {
  const project = await folder(t, {'spike.ts': text('project'), 'oom.ts': text('project'), 'README.md': '', 'types.d.ts': ''});
  const own = await folder(t, {'oom.mts': text('own')});
  const found = await discoverScenarios([project, join(own, 'no such folder'), own], known);
  t.deepEqual(
    found.map(({name, scenario}) => `${name}: ${scenario.question}`),
    ['oom: own', 'spike: project'],
  );
});

test('an unknown name is refused with what was meant and the list', async (t) => {
  const folders = [await folder(t, {'oom.ts': text('q'), 'node-kill.ts': text('q')})];
  const error = await t.throwsAsync(loadScenario('node-kil', folders, known), {instanceOf: UsageError});
  t.is(error?.message, 'There is no scenario "node-kil"; did you mean "node-kill"?');
  t.is((error as UsageError | undefined)?.hint, 'The scenarios are: node-kill, oom.');
  await t.throwsAsync(loadScenario('baseline', folders, known), {message: 'There is no scenario "baseline"'});
});

test('a file that cannot be loaded is named', async (t) => {
  const folders = [await folder(t, {'broken.ts': 'export default {'})];
  await t.throwsAsync(loadScenario('broken', folders, known), {instanceOf: UsageError, message: /The scenario .*broken\.ts cannot be read/});
});

test('every scenario of the project is valid', async (t) => {
  const found = await discoverScenarios(['scenarios'], known);
  t.true(found.some(({name}) => name === 'oom'));
});
