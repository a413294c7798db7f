import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {readOffline} from '../../src/offline/reading.ts';
import {usualPatience} from '../../src/scenario/patience.ts';
import {openInputs} from '../../src/subject/inputs/inputs.ts';
import {refuseTakenNames} from '../../src/subject/deploy/stub-clashes.ts';
import {readSubject} from '../../src/subject/manifests/manifests.ts';
import {refuseAbsent} from '../../src/subject/needs/absent.ts';
import {refuseMissing} from '../../src/subject/needs/missing.ts';
import {loadProfile} from '../../src/subject/profile/load.ts';
import {UsageError} from '../../src/system/errors.ts';
import {badSubjects, files} from './bad-subjects.ts';
import {folderWith, without} from './folders.ts';

/** Everything that is asked of a subject before a cluster is. */
async function read(folder: string): Promise<void> {
  const path = join(folder, 'seatrial.yaml');
  const inputs = await openInputs(path);
  const profile = await loadProfile(path, inputs);
  const manifests = await readSubject(profile, {
    exec: async () => Promise.reject(new Error('nothing was to be run')),
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs,
  });
  refuseMissing(manifests, profile);
  refuseAbsent(manifests, profile);
  refuseTakenNames(
    manifests.map(({object}) => object),
    profile.stubs,
    path,
  );
  readOffline({profile, manifests, beyond: [], scenarios: [], patience: usualPatience});
}

test('the subject that they are made of is read', async (t) => {
  await t.notThrowsAsync(read(await folderWith(t, files)));
});

for (const [title, {files: changes, says}] of Object.entries(badSubjects)) {
  test(`a subject with ${title}`, async (t) => {
    const all = Object.entries({...files, ...changes});
    const folder = await folderWith(
      t,
      Object.fromEntries(all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
    );
    const before = await readdir(folder, {recursive: true});
    const error = await t.throwsAsync(read(folder), {instanceOf: UsageError});
    const told = without(folder, `${error?.message ?? ''}\n${error instanceof UsageError ? (error.hint ?? '') : ''}`);
    t.regex(told, says);
    t.notRegex(told, /\n\s+at |\[object Object\]|undefined/);
    t.notRegex(told.replaceAll('\n', ''), /\p{Cc}|\p{Cf}/u);
    t.deepEqual(await readdir(folder, {recursive: true}), before);
  });
}
