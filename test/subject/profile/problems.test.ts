import {join} from 'node:path';
import test from 'ava';
import type {ExecutionContext} from 'ava';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';
import {good} from './good-profile.ts';

async function problems(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  profile = 'seatrial.yaml',
): Promise<readonly string[]> {
  const folder = await folderWith(t, files);
  const error = await t.throwsAsync(loadProfile(join(folder, profile)), {instanceOf: UsageError});
  return without(folder, error?.message ?? '')
    .split('\n')
    .slice(1);
}

const wrong = test.macro(async (t, from: string, to: string, ...expected: string[]) => {
  t.true(good.includes(from), 'the test replaces nothing');
  t.deepEqual(await problems(t, {'seatrial.yaml': good.replace(from, to), 'k8s/a.yaml': ''}), expected);
});

test('wrong type', wrong, 'port: 80', 'port: "80"', 'seatrial.yaml:5:9: expected entry.port to be a number, got "80"');
test(
  'fraction',
  wrong,
  'replicas: 3',
  'replicas: 2.5',
  'seatrial.yaml:9:27: expected peak.replicas to be a whole number, got 2.5',
);
test('too small', wrong, 'rps: 34', 'rps: 0', 'seatrial.yaml:9:13: expected peak.rps to be a number above 0, got 0');
test(
  'too large',
  wrong,
  'port: 80',
  'port: 70000',
  'seatrial.yaml:5:9: expected entry.port to be a number of at most 65535, got 70000',
);
test(
  'a map for a list',
  wrong,
  'manifests: [k8s]',
  'manifests: {k8s: 1}',
  'seatrial.yaml:2:12: expected manifests to be a list, got a map',
);
test(
  'a scalar for a map',
  wrong,
  'peak: {rps: 34, replicas: 3}',
  'peak: 34',
  'seatrial.yaml:9:7: expected peak to be a map, got 34',
);
test('null', wrong, 'name: shop', 'name:', 'seatrial.yaml:1:6: expected name to be a string, got nothing (null)');
test(
  'bad name',
  wrong,
  'name: shop',
  'name: My Shop',
  'seatrial.yaml:1:7: expected name to be lower-case letters, digits and dashes, got "My Shop"',
);
test(
  'missing key at its parent',
  wrong,
  '  timeoutMs: 2000\n',
  '',
  'seatrial.yaml:3:1: expected entry.timeoutMs to be a number, got nothing',
);
test(
  'missing key of the profile',
  wrong,
  'peak: {rps: 34, replicas: 3}\n',
  '',
  'seatrial.yaml:1:1: expected peak to be a map, got nothing',
);
test(
  'missing key in a list',
  wrong,
  '{name: home, path: /}',
  '{name: home}',
  'seatrial.yaml:8:7: expected entry.requests[0].path to be a string, got nothing',
);
test(
  'path without a slash',
  wrong,
  'path: /',
  'path: home',
  'seatrial.yaml:8:26: expected entry.requests[0].path to be a string that begins with "/", got "home"',
);
test(
  'unknown method',
  wrong,
  'path: /',
  'path: /, method: get',
  'seatrial.yaml:8:37: expected entry.requests[0].method to be one of GET, HEAD, POST, PUT, PATCH, DELETE, got "get"',
);
test(
  'status',
  wrong,
  'path: /',
  'path: /, expect: {status: ok}',
  'seatrial.yaml:8:46: expected entry.requests[0].expect.status to be an HTTP status or a list of them, got "ok"',
);
test(
  'unknown key with what was meant',
  wrong,
  'timeoutMs: 2000',
  'timeoutms: 2000',
  'seatrial.yaml:3:1: expected entry.timeoutMs to be a number, got nothing',
  'seatrial.yaml:6:3: expected a known key in entry, got "timeoutms"; did you mean "timeoutMs"?',
);
test(
  'unknown key far from any',
  wrong,
  'rps: 34',
  'rps: 34, colour: red',
  'seatrial.yaml:9:17: expected a known key in peak, got "colour"; known are rps, replicas',
);
test(
  'unknown bound',
  wrong,
  'name: shop',
  'name: shop\nbounds: {longestGap: 5}',
  'seatrial.yaml:2:10: expected a known key in bounds, got "longestGap"; did you mean "longestGapMs"?',
);
test(
  'empty gate',
  wrong,
  'name: shop',
  'name: shop\ngate: []',
  'seatrial.yaml:2:7: expected gate to be a list with at least 1 item, got an empty list',
);
test(
  'waiver without an end',
  wrong,
  'name: shop',
  'name: shop\nwaivers:\n  - {check: a, reason: b, until: soon}',
  'seatrial.yaml:3:34: expected waivers[0].until to be a date such as 2027-01-31, got "soon"',
);
test(
  'a waiver of a check that has another name now',
  wrong,
  'name: shop',
  'name: shop\nwaivers:\n  - {check: zero-failed, reason: b, until: 2027-01-31}',
  'seatrial.yaml:3:13: The check zero-failed is called no-failed-requests now',
);
test(
  'an expected check that has another name now',
  wrong,
  'name: shop',
  'name: shop\nexpect: {scenario: oom, check: budget-sound, object: {kind: Deployment, name: gateway}, path: spec}',
  'seatrial.yaml:2:32: The check budget-sound is called pdb-valid now',
);
test(
  'dependency without its workload',
  wrong,
  'name: shop',
  'name: shop\ndependencies:\n  - {name: db, kind: in-cluster, need: hard}',
  'seatrial.yaml:3:5: expected dependencies[0].workload to be the name of a workload (kind is in-cluster), got nothing',
);
test(
  'missing manifests',
  wrong,
  '[k8s]',
  '[k8s, k9s]',
  'seatrial.yaml:2:18: expected a file or folder at k9s, got nothing',
);
test(
  'same request twice',
  wrong,
  '    - {name: home, path: /}',
  '    - {name: home, path: /}\n    - {name: home, path: /x}',
  'seatrial.yaml:9:14: expected a name of its own for each request, got "home" again',
);
test(
  'repeated key',
  wrong,
  'name: shop',
  'name: shop\nname: again',
  'seatrial.yaml:2:1: expected valid YAML, got: Map keys must be unique',
);

test('all problems of a profile and its base are listed at once, each in its own file', async (t) => {
  const found = await problems(t, {
    'base/seatrial.yaml': good.replace('rps: 34', 'rps: many'),
    'base/k8s/a.yaml': '',
    'seatrial.yaml': 'base: base/seatrial.yaml\nsurge: 0\nentry:\n  requests:\n    - {name: a}\n',
  });
  t.deepEqual(found, [
    'base/seatrial.yaml:9:13: expected peak.rps to be a number, got "many"',
    'seatrial.yaml:2:8: expected surge to be a number of at least 1, got 0',
    'seatrial.yaml:5:7: expected entry.requests[0].path to be a string, got nothing',
  ]);
});
