import {createHash} from 'node:crypto';
import {mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import type {ExecutionContext} from 'ava';
import {UsageError} from '../../src/system/errors.ts';
import {discoverScenarios, loadScenario} from '../../src/scenario/discover.ts';
import {known} from '../../src/run/known.ts';

const text = (question: string) =>
  `export default {question: '${question}', items: ['resources'], checks: [{check: 'availability'}], steps: []};\n`;

async function folder(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'seatrial-scenarios-'));
  t.teardown(() => rm(path, {recursive: true}));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

test('scenarios are found by their files, in order, the named folder besides the built-in one', async (t) => {
  const builtIn = await folder(t, {
    'spike.ts': text('project'),
    'oom.ts': text('project'),
    'README.md': '',
    'types.d.ts': '',
  });
  const own = await folder(t, {'brief.mts': text('own')});
  const found = await discoverScenarios({builtIn, own}, known);
  t.deepEqual(
    found.map(({name, scenario}) => `${name}: ${scenario.question}`),
    ['brief: own', 'oom: project', 'spike: project'],
  );
});

test("one's own has the SHA-256 of its file, a built-in one has none", async (t) => {
  const folders = {builtIn: await folder(t, {'oom.ts': text('q')}), own: await folder(t, {'brief.mts': text('own')})};
  const {file} = await loadScenario('brief', folders, known);
  t.is(file?.sha256, createHash('sha256').update(text('own')).digest('hex'));
  t.regex(file?.path ?? '', /brief\.mts$/);
  t.is((await loadScenario('oom', folders, known)).file, undefined);
});

test('an unknown name is refused with what was meant and the list', async (t) => {
  const folders = {builtIn: await folder(t, {'oom.ts': text('q'), 'node-kill.ts': text('q')})};
  const error = await t.throwsAsync(loadScenario('node-kil', folders, known), {instanceOf: UsageError});
  t.is(error?.message, 'There is no scenario "node-kil"; did you mean "node-kill"?');
  // The folder here has scenarios too, and nobody named it.
  t.is(
    (error as UsageError | undefined)?.hint,
    'The scenarios are: node-kill, oom. `--scenarios ./scenarios` would look in the folder here, and run what it finds.',
  );
  await t.throwsAsync(loadScenario('baseline', folders, known), {message: 'There is no scenario "baseline"'});
});

test('the name of a built-in scenario is refused, and no code of the folder is run', async (t) => {
  const builtIn = await folder(t, {'oom.ts': text('project')});
  const own = await folder(t, {
    'oom.mts': "process.env['SEATRIAL_TEST_RAN'] = 'oom';\n",
    'brief.mts': "process.env['SEATRIAL_TEST_RAN'] = 'brief';\n",
  });
  for (const asked of [loadScenario('oom', {builtIn, own}, known), discoverScenarios({builtIn, own}, known)]) {
    const error = await t.throwsAsync(asked, {
      instanceOf: UsageError,
      message: /oom\.mts has the name of the built-in scenario oom$/,
    });
    t.regex((error as UsageError).hint ?? '', /^Rename it/);
  }
  t.is(process.env['SEATRIAL_TEST_RAN'], undefined);
});

test('two files of one name are refused', async (t) => {
  const own = await folder(t, {'a.mts': text('q'), 'a.ts': text('q')});
  await t.throwsAsync(loadScenario('a', {builtIn: 'scenarios', own}, known), {
    instanceOf: UsageError,
    message: /a\.ts has the name of .*a\.mts$/,
  });
});

test('what is no folder, or a link to one, is refused', async (t) => {
  const own = await folder(t, {'brief.mts': text('q')});
  await symlink(own, join(own, 'link'));
  const refused = async (path: string, message: RegExp) =>
    t.throwsAsync(discoverScenarios({builtIn: 'scenarios', own: path}, known), {instanceOf: UsageError, message});
  await refused(join(own, 'nowhere'), /^--scenarios: expected a folder at .*nowhere, got nothing$/);
  await refused(join(own, 'link'), /link, got a link$/);
  await refused(join(own, 'brief.mts'), /brief\.mts, got a file$/);
});

test('a link in the folder is not followed', async (t) => {
  const own = await folder(t, {});
  await symlink('/dev/zero', join(own, 'brief.mts'));
  await t.throwsAsync(loadScenario('brief', {builtIn: 'scenarios', own}, known), {
    instanceOf: UsageError,
    message: /brief\.mts cannot be read: a link$/,
  });
});

test('a file that cannot be loaded is named', async (t) => {
  const folders = {builtIn: await folder(t, {}), own: await folder(t, {'broken.ts': 'export default {'})};
  await t.throwsAsync(loadScenario('broken', folders, known), {
    instanceOf: UsageError,
    message: /The scenario .*broken\.ts cannot be read/,
  });
});

test('every scenario of the project is valid', async (t) => {
  const found = await discoverScenarios({builtIn: 'scenarios'}, known);
  t.true(found.some(({name}) => name === 'oom'));
});
