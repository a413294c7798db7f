import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {benchHere} from '../../src/setup/bench.ts';
import {diagnose} from '../../src/setup/diagnose.ts';
import {findTools} from '../../src/setup/find-tools.ts';
import {allParts} from '../../src/setup/parts/parts.ts';
import {provideAll, type Watcher} from '../../src/setup/provide.ts';
import {setUp} from '../../src/setup/set-up.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {exec} from '../../src/system/exec.ts';
import {waitFor} from '../../src/system/wait.ts';

const silent: Watcher = {
  begun: () => undefined,
  going: () => undefined,
  doing: () => undefined,
  ended: () => undefined,
  failed: () => undefined,
};

test.before('this machine is set up', async () => {
  await setUp({exec, clock, screen: {write: () => undefined}, agreed: async () => undefined});
});

test.serial('a second set-up finds every part and provides none', async (t) => {
  const bench = benchHere({exec, clock});
  const outcomes = await provideAll(await allParts(bench.home), bench, silent);
  t.deepEqual(
    outcomes.filter(({how}) => how !== 'there'),
    [],
  );
});

test.serial('the doctor calls this machine able', async (t) => {
  const {able, symptoms} = await diagnose({exec, clock});
  t.true(able, JSON.stringify(symptoms.filter(({state}) => state === 'missing')));
});

test.serial('kind and kubectl run, and kubectl renders a kustomization', async (t) => {
  const tools = await findTools({exec, clock});
  t.regex((await exec([tools.kind, 'version'])).stdout, /^kind v0\.33\.0 /);
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kustomize-'));
  writeFileSync(join(folder, 'kustomization.yaml'), 'namePrefix: a-\nresources: [map.yaml]\n');
  writeFileSync(join(folder, 'map.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n');
  t.regex((await exec([tools.kubectl, 'kustomize', folder])).stdout, /name: a-b/);
});

test.serial('the node image carries the version it says, and the manifests that kind applies', async (t) => {
  const {nodeImage, kubernetesVersion} = await findTools({exec, clock});
  const inside = async (...argv: readonly string[]) =>
    (await exec(['docker', 'run', '--rm', '--network', 'none', '--entrypoint', '/bin/cat', nodeImage, ...argv])).stdout;
  t.is(await inside('/kind/version'), kubernetesVersion);
  t.regex(await inside('/kind/manifests/default-cni.yaml'), /kind: DaemonSet/);
  t.regex(await inside('/kind/manifests/default-storage.yaml'), /kind: StorageClass/);
});

test.serial('the sentinel answers everything with 200, asks simple questions, and ends at once', async (t) => {
  const {sentinelImage} = await findTools({exec, clock});
  const container = (
    await exec(['docker', 'run', '--detach', '--publish', '127.0.0.1:0:8080', sentinelImage])
  ).stdout.trim();
  t.teardown(async () => exec(['docker', 'rm', '--force', container], {allowFailure: true}));
  const address = (await exec(['docker', 'port', container, '8080/tcp'])).stdout.split('\n')[0];
  const response = await waitFor({what: 'the sentinel', withinMs: 20_000, everyMs: 100, clock}, async () => {
    const answer = await fetch(`http://${address}/any/path`).catch((error: unknown) => String(error));
    return typeof answer === 'string' ? {seen: answer} : {done: answer};
  });
  t.is(response.status, 200);
  t.is(response.headers.get('x-seatrial'), 'sentinel');
  t.is((await response.text()).trim(), 'ok');
  const ask = async (...argv: readonly string[]) =>
    exec(['docker', 'exec', container, '/sentinel', ...argv], {allowFailure: true});
  t.is((await ask('connect', '127.0.0.1:8080')).exitCode, 0);
  t.is((await ask('connect', '127.0.0.1:8081')).exitCode, 1);
  t.is((await ask('get', 'http://127.0.0.1:8080/')).stdout.trim(), '200');
  t.is((await ask('get', 'http://127.0.0.1:8081/')).exitCode, 1);
  t.is((await ask('sing')).exitCode, 64);
  await exec(['docker', 'stop', '--time', '20', container]);
  t.is((await exec(['docker', 'inspect', '--format', '{{.State.ExitCode}}', container])).stdout.trim(), '0');
});
