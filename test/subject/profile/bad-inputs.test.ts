import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {badManifests} from '../bad-manifests.ts';
import {folderWith, without} from '../folders.ts';
import {badProfiles} from './bad-profiles.ts';
import {good} from './good-profile.ts';

for (const [index, [from, to, says]] of badProfiles.entries()) {
  test(`profile ${index}: ${JSON.stringify(to.slice(0, 70))}`, async (t) => {
    t.true(good.includes(from));
    const folder = await folderWith(t, {'seatrial.yaml': good.replace(from, () => to), 'k8s/a.yaml': ''});
    const before = await contents(folder);
    const error = await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml')), {instanceOf: UsageError});
    toldWell(t, without(folder, error?.message ?? ''), says);
    t.deepEqual(await contents(folder), before);
  });
}

for (const [title, [text, says]] of Object.entries(badManifests)) {
  test(`manifest: ${title}`, async (t) => {
    const folder = await folderWith(t, {'a.yaml': text});
    const inputs = await openInputs(join(folder, 'seatrial.yaml'));
    const exec = async () => Promise.reject(new Error('nothing was to be run'));
    const error = await t.throwsAsync(
      readManifests([join(folder, 'a.yaml')], {
        exec,
        kubectl: async () => Promise.resolve('kubectl'),
        helm: async () => Promise.resolve('helm'),
        inputs,
      }),
      {
        instanceOf: UsageError,
      },
    );
    toldWell(t, without(folder, error?.message ?? ''), says);
    t.is(await readFile(join(folder, 'a.yaml'), 'utf8'), text);
  });
}

test('of very many problems the first are told', async (t) => {
  const folder = await folderWith(t, {
    'seatrial.yaml': `${good}${Array.from({length: 5000}, (_, index) => `x${index}: 1\n`).join('')}`,
    'k8s/a.yaml': '',
  });
  const error = await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml')), {instanceOf: UsageError});
  const lines = (error?.message ?? '').split('\n');
  t.is(lines.length, 52);
  t.is(lines.at(-1), 'and 4950 more');
});

/** One line for each problem, printable, with its place, and no stack. */
function toldWell(t: ExecutionContext, message: string, says: RegExp): void {
  t.regex(message, says);
  t.notRegex(message, /\n\s+at |\[object Object\]|undefined/);
  t.notRegex(message.replaceAll('\n', ''), /\p{Cc}|\p{Cf}/u);
  t.true(
    message.split('\n').every((line) => line.length < 900),
    message,
  );
}

async function contents(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, {recursive: true})).toSorted();
}
