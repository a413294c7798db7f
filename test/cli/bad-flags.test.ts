import {mkdtempSync, readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {badManifests, badProfiles} from '../subject/bad-inputs.ts';
import {hostile} from '../subject/hostile-manifests.ts';
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
