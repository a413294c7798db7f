import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parse} from 'yaml';
import {folderWith} from '../subject/folders.ts';
import {memoryTrial, type Changes} from '../judge/histories/memory.ts';
import {kernelLine, redis, workloadOf} from '../judge/histories/survival.ts';
import {seatrial} from './seatrial.ts';

const profile = `
name: shop
manifests: [k8s]
entry: {service: gateway, port: 80, timeoutMs: 1000, requests: [{name: home, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 100}}
`;
const gateway = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: gateway}
spec:
  replicas: 3
  selector: {matchLabels: {app: gateway, version: "1.10"}}
  template:
    metadata: {labels: {app: gateway, version: "1.10"}}
    spec: {containers: [{name: app, image: app}]}
---
apiVersion: v1
kind: Service
metadata: {name: gateway}
spec: {selector: {app: gateway}, ports: [{port: 80}]}
`;
const secret = `
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {password: hunter2-hunter2}
`;

/** A folder with a subject and the report of a trial of it. */
async function place(t: ExecutionContext, changes: Changes): Promise<string> {
  const folder = await folderWith(t, {'seatrial.yaml': profile, 'k8s/gateway.yaml': gateway, 'k8s/key.yaml': secret});
  const report = join(folder, 'reports', 'trial-1');
  mkdirSync(report, {recursive: true});
  const lines = memoryTrial({checks: ['pdb-valid'], ...changes}).events.map((event) => JSON.stringify(event));
  writeFileSync(join(report, 'history.jsonl'), `${lines.join('\n')}\n`);
  return folder;
}

const unprotected: Changes = {deploy: {objects: [workloadOf('gateway'), workloadOf('redis')]}};

test('fix writes a folder of its own, says what stands in it and what to type next, and leaves the owner alone', async (t) => {
  const folder = await place(t, unprotected);
  const {exitCode, stdout, stderr} = await seatrial(['fix', 'reports/trial-1'], {}, folder);
  t.is(exitCode, 0, stderr);
  t.regex(stdout, /^Written to fixed\/trial-1:\n {2}pdb-valid of Deployment\/gateway \(1 file\)\n/);
  t.regex(stdout, /Secrets are not copied, .*: key in k8s\/key\.yaml, line 2\n/);
  t.regex(stdout, /run oom --subject \/\S+\/fixed\/trial-1 --root \S+$/, 'no git work tree holds both');
  const written = join(folder, 'fixed/trial-1');
  t.deepEqual(readdirSync(written).toSorted(), ['kustomization.yaml', 'objects', 'seatrial.yaml']);
  const {base, secretsFrom} = parse(readFileSync(join(written, 'seatrial.yaml'), 'utf8')) as Record<string, unknown>;
  t.deepEqual([base, secretsFrom], ['../../seatrial.yaml', ['../../k8s']]);
  const files = readdirSync(written, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
  for (const {parentPath, name} of files)
    t.false(readFileSync(join(parentPath, name), 'utf8').includes('hunter2'), name);
  t.deepEqual(readdirSync(join(folder, 'k8s')), ['gateway.yaml', 'key.yaml']);
});

test('fix never writes into a folder with files, a link, or the manifests', async (t) => {
  const folder = await place(t, unprotected);
  const refused = async (to: string, message: RegExp): Promise<void> => {
    const {exitCode, stderr} = await seatrial(['fix', 'reports/trial-1', '--to', to], {}, folder);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, message);
    t.notRegex(stderr, /\n\s+at /);
  };
  await refused('reports', /expected a new or empty folder, got one with files in it/);
  await refused('seatrial.yaml', /expected a new or empty folder, got something else/);
  await refused('k8s/fixed', /expected a folder outside the subject's manifests/);
  t.false(existsSync(join(folder, 'k8s/fixed')));
});

test('fix says that nothing failed, or that nobody knows what to change, and of bad input what is wrong', async (t) => {
  const good = await place(t, {});
  const nothing = await seatrial(['fix', 'reports/trial-1'], {}, good);
  t.is(nothing.exitCode, 0, nothing.stderr);
  t.regex(nothing.stdout, /Nothing failed in reports\/trial-1/);
  const folder = await place(t, {checks: ['no-oom-kill'], also: [[40_000, kernelLine(redis)]]});
  const unknown = await seatrial(['fix', 'reports/trial-1'], {}, folder);
  t.is(unknown.exitCode, 1, unknown.stderr);
  t.regex(
    unknown.stdout,
    /No fix is known, and nothing was written\.\n.*\n {2}no-oom-kill of Deployment\/redis, container/,
  );
  t.false(existsSync(join(folder, 'fixed')));
  const bad = async (args: readonly string[], cwd: string, message: RegExp): Promise<void> => {
    const {exitCode, stderr} = await seatrial(['fix', ...args], {}, cwd);
    t.is(exitCode, 64, stderr);
    t.regex(stderr, message);
  };
  await bad(['nowhere'], folder, /No history\.jsonl in nowhere/);
  const other = await place(t, unprotected);
  writeFileSync(join(other, 'seatrial.yaml'), profile.replace('name: shop', 'name: other'));
  await bad(['reports/trial-1'], other, /expected the profile of shop, got that of other/);
  await bad([join(other, 'reports/trial-1')], join(other, 'k8s'), /The trial's profile, seatrial\.yaml, is not here/);
});
