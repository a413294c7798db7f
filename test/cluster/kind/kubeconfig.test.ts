import {chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openClient} from '../../../src/cluster/api/client.ts';
import {HarnessError} from '../../../src/system/errors.ts';

const server = 'https://127.0.0.1:6443';

/** What a kubeconfig may not have, and the words that name it. */
const refused: Readonly<Record<string, readonly [config: object, says: RegExp]>> = {
  'a program': [
    of({user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/true'}}}),
    /exec \(user u\)/,
  ],
  'a provider of credentials': [of({user: {'auth-provider': {name: 'gcp'}}}), /auth-provider \(user u\)/],
  'a token in a file, as the client library spells it': [
    of({user: {'token-file': '/etc/shadow'}}),
    /token-file \(user u\)/,
  ],
  'a token in a file': [of({user: {tokenFile: '/etc/shadow'}}), /tokenFile \(user u\)/],
  'a certificate in a file': [of({user: {'client-certificate': '/etc/shadow'}}), /client-certificate \(user u\)/],
  'a key in a file': [of({user: {'client-key': '/etc/shadow'}}), /client-key \(user u\)/],
  'an authority in a file': [
    of({cluster: {server, 'certificate-authority': '/etc/shadow'}}),
    /certificate-authority \(cluster c\)/,
  ],
  'a proxy': [of({cluster: {server, 'proxy-url': 'http://evil.example'}}), /proxy-url \(cluster c\)/],
  'a field that nobody knows yet': [of({user: {plugin: 'x'}}), /plugin \(user u\)/],
  'a server elsewhere': [
    of({cluster: {server: 'https://203.0.113.7:6443'}}),
    /the server https:\/\/203\.0\.113\.7:6443 \(cluster c\), which is not on this machine/,
  ],
  'a server by name': [of({cluster: {server: 'https://localhost.evil.example'}}), /not on this machine/],
  'a server that only looks like ours': [
    of({cluster: {server: 'https://198.18.0.1@203.0.113.7'}}),
    /not on this machine/,
  ],
  'no server': [of({cluster: {}}), /the server undefined/],
  'a name that writes on the terminal': [of({user: {exec: {}}}, '\u001B[2J'), /exec \(user \\u\{1b\}\[2J\)/],
};

for (const [title, [config, says]] of Object.entries(refused)) {
  test(`a kubeconfig with ${title} is refused, before anything of it is used`, async (t) => {
    const error = await t.throwsAsync(openClient(written(t, config)), {instanceOf: HarnessError, message: says});
    t.is((error as HarnessError).code, 'kubeconfig-refused');
  });
}

test('nothing of a refused one is run', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kubeconfig-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const [program, proof] = [join(folder, 'program'), join(folder, 'proof')];
  writeFileSync(program, `#!/bin/sh\ntouch ${proof}\n`);
  chmodSync(program, 0o755);
  await t.throwsAsync(
    openClient(written(t, of({user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: program}}}))),
  );
  t.false(existsSync(proof));
});

for (const address of [
  'https://127.0.0.1:6443',
  'https://[::1]:6443',
  'https://198.18.64.2:6443',
  'https://198.19.255.254',
]) {
  test(`one as kind writes it is taken, at ${address}`, async (t) => {
    const client = await openClient(
      written(t, of({cluster: {server: address, 'insecure-skip-tls-verify': true}, user: {token: 'x'}})),
    );
    t.is(client.config.getCurrentCluster()?.server, address);
  });
}

test('what is no file is not waited for, and what is no kubeconfig is named', async (t) => {
  await t.throwsAsync(openClient('/dev/null'), {
    instanceOf: HarnessError,
    message: /\/dev\/null: expected a kubeconfig, got: a device/,
  });
  await t.throwsAsync(openClient(written(t, 'a: [')), {
    instanceOf: HarnessError,
    message: /expected a kubeconfig, got/,
  });
});

function of({user = {}, cluster = {server}}: {readonly user?: object; readonly cluster?: object}, name = 'u'): object {
  return {
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: name}}],
    clusters: [{name: 'c', cluster}],
    users: [{name, user}],
  };
}

function written(t: ExecutionContext, config: object | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kubeconfig-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
  return path;
}
