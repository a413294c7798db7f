import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, symlink, truncate, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import test from 'ava';
import {inputBounds, InputError, openInputs} from '../../../src/subject/inputs/inputs.ts';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {InterruptedError, UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';

const profile = `name: shop
manifests: [k8s]
entry: {service: web, port: 80, timeoutMs: 1000, requests: [{name: home, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
const noExec = async () => Promise.reject(new Error('nothing was to be run'));

test('the root is the git work tree of the profile, else its folder, else what is named', async (t) => {
  const folder = await folderWith(t, {
    'repo/.git/HEAD': '',
    'repo/a/b/seatrial.yaml': profile,
    'plain/seatrial.yaml': profile,
  });
  t.is((await openInputs(join(folder, 'repo/a/b/seatrial.yaml'))).root, join(folder, 'repo'));
  t.is((await openInputs(join(folder, 'plain/seatrial.yaml'))).root, join(folder, 'plain'));
  t.is((await openInputs(join(folder, 'plain/seatrial.yaml'), {root: folder})).root, folder);
  await t.throwsAsync(openInputs('x', {root: join(folder, 'nowhere')}), {
    instanceOf: UsageError,
    message: /^--root: expected a folder at .*, got nothing$/,
  });
});

test("a profile of this package has the package's folder as its root, with or without git", async (t) => {
  const folder = await folderWith(t, {
    'package/demo/shop/seatrial.yaml': profile,
    'package/demo/twin/seatrial.yaml': 'base: ../shop/seatrial.yaml',
  });
  const home = join(folder, 'package');
  t.is((await openInputs(join(home, 'demo/twin/seatrial.yaml'), {home})).root, home);
  t.is((await openInputs(join(folder, 'seatrial.yaml'), {home})).root, folder);
});

test('a link that stays below the root is followed, one that leaves it is refused with where it leads', async (t) => {
  const folder = await folderWith(t, {
    'in/seatrial.yaml': profile,
    'in/k8s/a.yaml': service,
    'in/real/b.yaml': service,
    'secret/netrc': 'password: x',
  });
  const inputs = await openInputs(join(folder, 'in/seatrial.yaml'));
  await symlink('../real/b.yaml', join(folder, 'in/k8s/b.yaml'));
  t.is(await inputs.text(join(folder, 'in/k8s/b.yaml')), service);
  await symlink('../../secret/netrc', join(folder, 'in/k8s/c.yaml'));
  const error = await t.throwsAsync(
    readManifests([join(folder, 'in/k8s')], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {instanceOf: InputError},
  );
  t.regex(
    without(folder, error?.message ?? ''),
    /^in\/k8s\/c\.yaml: expected a file or folder of the subject, got one that leads out of the root in, to secret\/netrc$/,
  );
});

test('a folder beside the root that begins with its name is not below it', async (t) => {
  const folder = await folderWith(t, {
    'in/seatrial.yaml': profile,
    'in-secret/a.yaml': service,
    '..in/a.yaml': service,
  });
  const inputs = await openInputs(join(folder, 'in/seatrial.yaml'));
  await t.throwsAsync(inputs.text(join(folder, 'in/../in-secret/a.yaml')), {instanceOf: InputError});
  await t.throwsAsync(inputs.find(join(folder, '..in')), {instanceOf: InputError});
});

test('a profile that is a link is rooted where the link stands', async (t) => {
  const folder = await folderWith(t, {'repo/x': '', 'home/netrc': 'machine a login b password ghp_0123456789abcde'});
  await symlink('../home/netrc', join(folder, 'repo/seatrial.yaml'));
  const error = await t.throwsAsync(loadProfile(join(folder, 'repo/seatrial.yaml')), {instanceOf: UsageError});
  t.regex(error?.message ?? '', /leads out of the root/);
  t.notRegex(error?.message ?? '', /ghp_/);
});

for (const text of [
  'machine github.com login me password ghp_0123456789abcde\n',
  'password: ghp_0123456789abcde\n',
  'ghp_0123456789abcde: 1\n',
  'a: [ghp_0123456789abcde\n',
  '"\\q ghp_0123456789abcde"\n',
  '!ghp_0123456789abcde a\n',
  '*ghp_0123456789abcde\n',
  'a: |ghp_0123456789abcde\n',
  '%ghp_0123456789abcde\n---\na\n',
  'export PASSWORD=ghp_0123456789abcde\n}',
]) {
  test(`a file that is no profile does not print what it holds: ${JSON.stringify(text)}`, async (t) => {
    const folder = await folderWith(t, {'seatrial.yaml': text});
    const error = await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml')), {instanceOf: UsageError});
    t.regex(error?.message ?? '', /seatrial\.yaml:1:\d+|seatrial\.yaml:\d/);
    t.notRegex(`${error?.message} ${(error as UsageError).hint ?? ''}`, /ghp_/);
  });
}

test('a named pipe, a socket and a device are refused at once, as base, as manifest and in a folder', async (t) => {
  const folder = await folderWith(t, {'a.yaml': 'base: pipe\n', 'seatrial.yaml': profile, 'k8s/a.yaml': service});
  execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'k8s', 'pipe.yaml')]);
  await t.throwsAsync(loadProfile(join(folder, 'a.yaml')), {
    instanceOf: UsageError,
    message: /a\.yaml:1:7: expected a profile at .*pipe, got: a named pipe$/,
  });
  await t.throwsAsync(loadProfile(join(folder, 'pipe')), {instanceOf: UsageError, message: /got: a named pipe$/});
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(
    readManifests([join(folder, 'k8s')], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      message: /pipe\.yaml: expected .*, got a named pipe$/,
    },
  );
  const server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
  t.teardown(() => server.close());
  await t.throwsAsync(inputs.text(join(folder, 'socket')), {instanceOf: InputError, message: /got a socket$/});
  const everywhere = await openInputs(join(folder, 'seatrial.yaml'), {root: '/'});
  await t.throwsAsync(everywhere.text('/dev/zero'), {instanceOf: InputError, message: /got a device$/});
});

test('what is too large is refused by its size, unread', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': profile, 'k8s/a.yaml': ''});
  await truncate(join(folder, 'k8s/a.yaml'), inputBounds.fileBytes + 1);
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(inputs.text(join(folder, 'k8s/a.yaml')), {message: /got 8 MiB; at most 8 MiB are read$/});
  await t.throwsAsync(inputs.find(join(folder, 'k8s/a.yaml')), {message: /at most 8 MiB are read$/});
  await truncate(join(folder, 'seatrial.yaml'), inputBounds.profileBytes + 1024);
  await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml')), {
    instanceOf: UsageError,
    message: /at most 1 MiB are read$/,
  });
});

test('all files together are bounded', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': profile});
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const names = Array.from({length: 9}, (_, index) => join(folder, `${index}.yaml`));
  for (const name of names) await writeFile(name, '');
  for (const name of names) await truncate(name, inputBounds.fileBytes);
  for (const name of names.slice(0, 8)) await inputs.find(name);
  // Found twice is one file.
  await inputs.find(names[0] ?? '');
  await t.throwsAsync(inputs.find(names[8] ?? ''), {
    instanceOf: InputError,
    message: /got more than 64 MiB with the files before it$/,
  });
});

test('a link to a folder leads nowhere in circles', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': profile, 'k8s/a.yaml': service});
  await symlink('.', join(folder, 'k8s', 'again.yaml'));
  await symlink('.', join(folder, 'k8s', 'again'));
  await symlink('b.yml', join(folder, 'b.yml'));
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  await t.throwsAsync(
    readManifests([join(folder, 'k8s')], {
      exec: noExec,
      kubectl: async () => Promise.resolve('kubectl'),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      message: /again\.yaml: .*got a link to a folder$/,
    },
  );
  await t.throwsAsync(inputs.text(join(folder, 'b.yml')), {message: /got a link that leads in circles$/});
});

test('an interruption ends the reading', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': profile});
  await mkdir(join(folder, 'k8s'));
  const inputs = await openInputs(join(folder, 'seatrial.yaml'), {signal: AbortSignal.abort(new InterruptedError())});
  await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml'), inputs), {instanceOf: InterruptedError});
});
