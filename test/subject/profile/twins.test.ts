import {join} from 'node:path';
import test from 'ava';
import {findTwins} from '../../../src/subject/profile/twins.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith} from '../folders.ts';

const shop = `
name: shop
manifests: [web.yaml]
entry: {service: web, port: 80, timeoutMs: 1000, requests: [{name: home, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`;
const twin = (name: string, scenario: string): string => `
base: ../../shop/seatrial.yaml
name: ${name}
expect: {scenario: ${scenario}, check: stays-up, object: {kind: Deployment, name: web}, path: spec.replicas}
`;

test('twins of any scenario are found, in the order of their names; a folder that expects nothing is none, and there may be none', async (t) => {
  const folder = await folderWith(t, {
    '.git/HEAD': '',
    'shop/seatrial.yaml': shop,
    'shop/web.yaml': '',
    'twins/node-kill-b/seatrial.yaml': twin('node-kill-b', 'node-kill'),
    'twins/good/seatrial.yaml': 'base: ../../shop/seatrial.yaml\nname: good\n',
    'twins/baseline-a/seatrial.yaml': twin('baseline-a', 'baseline'),
    'twins/notes.txt': '',
    'twins/pictures/a.png': '',
  });
  const twins = await findTwins(join(folder, 'twins'));
  t.deepEqual(
    twins.map(({name, expect}) => `${name}: ${expect.scenario}`),
    ['baseline-a: baseline', 'node-kill-b: node-kill'],
  );
  t.deepEqual(await findTwins(join(folder, 'nowhere')), []);
});

test('a twin whose profile is not valid is the user’s error', async (t) => {
  const folder = await folderWith(t, {'twins/a/seatrial.yaml': 'name: a\n'});
  await t.throwsAsync(findTwins(join(folder, 'twins')), {instanceOf: UsageError, code: 'profile-invalid'});
});

test('twins beside a profile inherit from it: the root is that of the profile', async (t) => {
  const folder = await folderWith(t, {
    'shop/seatrial.yaml': shop,
    'shop/web.yaml': '',
    'shop/twins/a/seatrial.yaml': twin('a', 'oom').replace('../../shop/', '../../'),
  });
  const twins = join(folder, 'shop/twins');
  await t.throwsAsync(findTwins(twins), {instanceOf: UsageError});
  t.is((await findTwins(twins, {root: join(folder, 'shop')})).length, 1);
});
