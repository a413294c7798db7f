import {mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {badManifests} from '../subject/bad-manifests.ts';
import {hostile} from '../subject/hostile-manifests.ts';
import {badProfiles} from '../subject/profile/bad-profiles.ts';
import {good} from '../subject/profile/good-profile.ts';
import {badFlags} from './bad-flags.ts';
import {seatrial} from './seatrial.ts';

test('bad and hostile inputs: 300 of them at least, each with a test of its own', (t) => {
  const counts = [badProfiles.length, Object.keys(badManifests).length, Object.keys(hostile).length, badFlags.length];
  t.true(counts.reduce((sum, count) => sum + count, 0) >= 300, counts.join(' + '));
});

for (const [index, [words, says]] of badFlags.entries()) {
  test(`flags ${index}: ${JSON.stringify(words).slice(0, 80)}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-flags-'));
    const {exitCode, stdout, stderr} = await seatrial(words.map((word) => word.replace('{folder}', folder)));
    t.is(exitCode, 64, stderr);
    t.regex(stderr, says);
    t.notRegex(stderr, /\n\s+at |\[object Object\]/);
    t.is(stdout, '');
    t.true(stderr.length < 6000, String(stderr.length));
    t.deepEqual(readdirSync(folder), []);
  });
}

const manifests = {
  ...badManifests,
  ...Object.fromEntries(
    Object.entries(hostile).map(([title, text]) => [title, [text, /ask for \d+ things?|asks? for/] as const]),
  ),
};
// A few of each, through the whole command line: the others are read in the same process as their tests.
for (const title of ['no YAML', 'the same object twice', 'a privileged container', 'a binding to cluster-admin']) {
  test(`a manifest that is told on a machine without an engine: ${title}`, async (t) => {
    const [text = '', says = /never/] = manifests[title] ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-manifest-'));
    writeFileSync(join(folder, 'seatrial.yaml'), good.replace('manifests: [k8s]', 'manifests: [a.yaml]'));
    writeFileSync(join(folder, 'a.yaml'), text);
    const {exitCode, stdout, stderr} = await seatrial([
      'run',
      'oom',
      '--root',
      folder,
      '--subject',
      join(folder, 'seatrial.yaml'),
    ]);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, says);
    t.notRegex(stderr, /\n\s+at |Docker engine/);
    t.is(stdout, '');
    t.deepEqual(readdirSync(folder).toSorted(), ['a.yaml', 'seatrial.yaml']);
  });
}
