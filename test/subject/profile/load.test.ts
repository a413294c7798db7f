import {join} from 'node:path';
import test from 'ava';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith} from '../folders.ts';
import {good} from './good-profile.ts';

test('a profile with only what is required gets every default', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': good, 'k8s/a.yaml': ''});
  const profile = await loadProfile(join(folder, 'seatrial.yaml'));
  t.deepEqual(profile.manifests, [join(folder, 'k8s')]);
  t.deepEqual(profile.requests, [
    {name: 'home', method: 'GET', path: '/', headers: {}, body: undefined, weight: 1, expect: {status: [200]}},
  ]);
  t.like(profile.facts, {surge: 3, slo: {availability: 0.999, at: '1x'}, waivers: []});
  t.deepEqual(profile.facts.gate, ['resources', 'health', 'rbac', 'replicas', 'observability', 'security']);
  t.is(profile.expect, undefined);
});

test('a waiver with its end, an own bound and a mapped storage class are taken as they are', async (t) => {
  const more = `${good}waivers: [{check: throttling, reason: no CPU limits by policy, until: 2027-01-31}]
bounds: {longestGapMs: 2000}
storageClasses: {gp3: standard}
`;
  const folder = await folderWith(t, {'seatrial.yaml': more, 'k8s/a.yaml': ''});
  const profile = await loadProfile(join(folder, 'seatrial.yaml'));
  t.deepEqual(profile.facts.waivers, [{check: 'throttling', reason: 'no CPU limits by policy', until: '2027-01-31'}]);
  t.deepEqual(profile.facts.bounds, {longestGapMs: 2000});
  t.deepEqual(profile.storageClasses, {gp3: 'standard'});
});

test('the facts for the history hold no header and no body', async (t) => {
  const secret = good.replace(
    '{name: home, path: /}',
    '{name: home, path: /, headers: {authorization: hush}, body: hush}',
  );
  const folder = await folderWith(t, {'seatrial.yaml': secret, 'k8s/a.yaml': ''});
  const profile = await loadProfile(join(folder, 'seatrial.yaml'));
  t.is(profile.requests[0]?.headers['authorization'], 'hush');
  t.false(JSON.stringify(profile.facts).includes('hush'));
});

test('the facts say which GETs no replica can be asked directly', async (t) => {
  const requests =
    '{name: home, path: /, headers: {accept: text/html}}\n    - {name: own, path: /me, headers: {authorization: hush}}';
  const folder = await folderWith(t, {
    'seatrial.yaml': good.replace('{name: home, path: /}', requests),
    'k8s/a.yaml': '',
  });
  const {facts} = await loadProfile(join(folder, 'seatrial.yaml'));
  t.deepEqual(facts.entry.requests, [
    {name: 'home', method: 'GET', path: '/', weight: 1},
    {name: 'own', method: 'GET', path: '/me', weight: 1, direct: false},
  ]);
});

test('a twin inherits from its base: maps merged, lists replaced, paths relative to the file that states them', async (t) => {
  const folder = await folderWith(t, {
    '.git/HEAD': '',
    'shop/seatrial.yaml': good,
    'shop/k8s/a.yaml': '',
    'twins/leak/kustomization.yaml': '',
    'twins/leak/seatrial.yaml': `base: ../../shop/seatrial.yaml
name: leak
slo: {at: 3x}
expect: {scenario: oom, check: memory-leak, object: {kind: Deployment, name: gateway}, path: spec}
`,
    'twins/leak/own.yaml': 'base: seatrial.yaml\nmanifests: [.]\n',
  });
  const twin = await loadProfile(join(folder, 'twins/leak/seatrial.yaml'));
  t.deepEqual(twin.manifests, [join(folder, 'shop/k8s')]);
  t.like(twin.facts, {name: 'leak', slo: {at: '3x', latency: {percentile: 99, ms: 300}}});
  t.like(twin.expect, {scenario: 'oom', object: {kind: 'Deployment', name: 'gateway'}});
  const own = await loadProfile(join(folder, 'twins/leak/own.yaml'));
  t.deepEqual(own.manifests, [join(folder, 'twins/leak')]);
});

const unreadable = test.macro(async (t, files: Readonly<Record<string, string>>, message: RegExp) => {
  const folder = await folderWith(t, files);
  await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml')), {instanceOf: UsageError, message});
});

test('no such profile', unreadable, {}, /expected a profile at .*seatrial\.yaml, got: no such file/);
test(
  'no such base',
  unreadable,
  {'seatrial.yaml': 'name: a\nbase: b.yaml'},
  /seatrial\.yaml:2:7: expected a profile at .*b\.yaml, got: no such file/,
);
test('a folder', unreadable, {'seatrial.yaml/x': ''}, /got: a folder/);
test(
  'empty',
  unreadable,
  {'seatrial.yaml': '# nothing\n'},
  /seatrial\.yaml:1:1: expected a profile, got an empty file/,
);
test('two documents', unreadable, {'seatrial.yaml': 'a: 1\n---\nb: 1\n'}, /expected one YAML document/);
test(
  'a base that leads back',
  unreadable,
  {'seatrial.yaml': 'base: b.yaml', 'b.yaml': 'base: seatrial.yaml'},
  /b\.yaml:1:7: base leads back to .*seatrial\.yaml/,
);
