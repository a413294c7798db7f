import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {loadProfile} from '../../src/subject/load-profile.ts';

const twins = 'demo/twins';
const names = await readdir(twins);

test('there are twins', (t) => {
  t.true(names.length >= 4);
});

for (const name of names) {
  test(`${name}: the demo with its own name, and what must catch it`, async (t) => {
    const [twin, demo] = await Promise.all([loadProfile(join(twins, name, 'seatrial.yaml')), loadProfile('demo/shop/seatrial.yaml')]);
    t.is(twin.facts.name, name);
    t.deepEqual({...twin.facts, name: '', profilePath: ''}, {...demo.facts, name: '', profilePath: ''});
    t.deepEqual(twin.requests, demo.requests);
    t.truthy(twin.expect);
    t.true(name.startsWith(`${twin.expect?.scenario}-`));
    t.true((await readFile(join(twins, name, 'kustomization.yaml'), 'utf8')).includes('../../shop/manifests'));
  });
}

test('the demo itself expects nothing', async (t) => {
  t.is((await loadProfile('demo/shop/seatrial.yaml')).expect, undefined);
});
