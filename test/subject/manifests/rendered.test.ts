import {once} from 'node:events';
import {chmod, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {ownNetwork} from '../../../src/subject/inputs/own-network.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {exec} from '../../../src/system/exec.ts';
import {folderWith} from '../folders.ts';
import {configMap} from '../inputs/refusal.ts';

/**
 * A program in kubectl's place that fetches what it is told to, over a real connection, and prints an object that says
 * in which environment it ran.
 */
async function fetching(t: ExecutionContext, address: string): Promise<string> {
  const folder = await folderWith(t, {'kubectl.mjs': `await fetch(${JSON.stringify(address)});`});
  const file = join(folder, 'kubectl');
  const printed =
    'printf \'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {path: "%s", proxy: "%s", git: "%s"}\\n\' "$PATH" "$HTTPS_PROXY" "$GIT_ALLOW_PROTOCOL"';
  await writeFile(file, `#!/bin/sh\n${process.execPath} ${join(folder, 'kubectl.mjs')}\n${printed}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A server on this machine, and the paths that it was asked for so far. */
async function serving(t: ExecutionContext): Promise<{readonly seen: readonly string[]; readonly origin: string}> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end(configMap);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return {seen, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

test('a server that a kustomization names sees no request; with the flag it is told first, and does', async (t) => {
  const {seen, origin} = await serving(t);
  const address = `${origin}/x.yaml`;
  const folder = await folderWith(t, {'kustomization.yaml': `resources: ["${address}"]`});
  const [inputs, kubectl] = [await openInputs(join(folder, 'seatrial.yaml')), await fetching(t, address)];
  const error = await t.throwsAsync(
    readManifests([folder], {
      exec,
      kubectl: async () => Promise.resolve(kubectl),
      helm: async () => Promise.resolve('helm'),
      inputs,
    }),
    {
      instanceOf: UsageError,
      code: 'remote-base',
    },
  );
  t.regex((error as UsageError).hint ?? '', /^Nothing was fetched\. .*--remote-bases/);
  t.deepEqual(seen, []);
  const told: string[] = [];
  const onFetch = (entry: string): void => void told.push(`${entry} after ${seen.length} requests`);
  t.is(
    (
      await readManifests([folder], {
        exec,
        kubectl: async () => Promise.resolve(kubectl),
        helm: async () => Promise.resolve('helm'),
        inputs,
        remoteBases: {onFetch},
      })
    ).length,
    1,
  );
  t.regex(told.join(), /^http:\/\/127\.0\.0\.1:\d+\/x\.yaml \(.*kustomization\.yaml:1:13\) after 0 requests$/);
  t.deepEqual(seen, ['/x.yaml']);
});

test('kubectl reaches not even this machine, should it fetch what was not seen', async (t) => {
  if ((await ownNetwork(exec)).length === 0) {
    t.log('No network of its own can be had here.');
    t.pass();
    return;
  }
  const {seen, origin} = await serving(t);
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': configMap});
  const kubectl = await fetching(t, `${origin}/unseen`);
  const reading = {
    exec,
    kubectl: async () => Promise.resolve(kubectl),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  };
  await readManifests([folder], reading);
  t.deepEqual(seen, []);
  await readManifests([folder], {...reading, remoteBases: {onFetch: () => undefined}});
  t.deepEqual(seen, ['/unseen']);
});

test('kubectl runs where it reaches nothing: no git, no protocol, a proxy that nobody is', async (t) => {
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': configMap});
  const kubectl = await fetching(t, 'data:,nothing');
  const [manifest] = await readManifests([folder], {
    exec,
    kubectl: async () => Promise.resolve(kubectl),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  t.deepEqual(manifest?.object['data'], {path: '/nonexistent', proxy: 'http://127.0.0.1:1', git: 'none'});
});
