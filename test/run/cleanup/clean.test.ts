import {existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {systemClock as clock} from '../../../src/system/clock.ts';
import type {Exec} from '../../../src/system/exec.ts';
import type {ClusterEffects} from '../../../src/cluster/cluster.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {ownerPath} from '../../../src/cluster/kind/owner.ts';
import {clean, findUnused} from '../../../src/run/cleanup/clean.ts';
import {type PendingUndo, openJournal, runsFolder} from '../../../src/run/cleanup/journal.ts';
import {containerJson} from '../../cluster/engine.ts';
import {alice} from '../../cluster/owners.ts';

type Pending = Omit<PendingUndo, 'id'>;

const cluster = (name: string): Pending => ({what: 'cluster', kind: 'cluster', mark: {name}});
const fault = (on: string): Pending => ({
  what: 'fault',
  kind: 'node-pause',
  mark: {cluster: on, kubeconfig: '/nonexistent/kubeconfig', mark: {}},
});

/** A state folder with journals of runs that are dead. */
function stateOf(runs: Readonly<Record<string, {readonly on: string; readonly pending: readonly Pending[]}>>): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-clean-'));
  for (const [id, {on, pending}] of Object.entries(runs)) {
    mkdirSync(join(runsFolder(state), id), {recursive: true});
    const begun = {is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster: on};
    const lines = [begun, ...pending.map((undo, index) => ({is: 'pending', id: String(index), ...undo}))];
    writeFileSync(
      join(runsFolder(state), id, 'journal.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  }
  return state;
}

/** Docker holds containers of these clusters that carry our owner, and no network. */
function dockerWith(...names: readonly string[]): Exec {
  return (argv) => {
    const inspected = argv[1] === 'inspect' ? names.filter((name) => argv.includes(`of-${name}`)) : [];
    const listed = argv[1] === 'ps' && argv.includes('-a') ? names.map((name) => `of-${name}\t${name}`) : [];
    const stdout = [
      ...listed,
      ...inspected.map((cluster) => containerJson(cluster, {cluster, mounts: [ownerPath(alice)]})),
    ].join('\n');
    return Promise.resolve({stdout, stderr: '', exitCode: 0, durationMs: 1});
  };
}

async function unused(state: string, exec: Exec, only?: string) {
  const effects = {exec} as ClusterEffects;
  return findUnused({effects, clock, state, owner: alice, signal: new AbortController().signal}, only);
}

const text = async (...args: Parameters<typeof unused>): Promise<readonly string[]> =>
  (await unused(...args)).map(({what, name}) => `${what} ${name}`);

test('a cluster that a dead run made goes away with all that was done to it', async (t) => {
  const state = stateOf({
    suite: {on: 'seatrial-1', pending: [cluster('seatrial-1')]},
    trial: {on: 'seatrial-1', pending: [fault('seatrial-1')]},
  });
  t.deepEqual(await text(state, dockerWith('seatrial-1')), ['cluster seatrial-1']);
});

test('a reused cluster on which dead runs left something is restored, all of them together, and not deleted', async (t) => {
  const state = stateOf({
    'a-1': {on: 'seatrial-warm', pending: [fault('seatrial-warm'), fault('seatrial-warm')]},
    'b-2': {on: 'seatrial-warm', pending: [fault('seatrial-warm')]},
  });
  const [one, ...others] = await unused(state, dockerWith('seatrial-warm'));
  t.is(one?.what, 'run');
  t.is(one?.why, 'on seatrial-warm: node-pause, node-pause, node-pause');
  t.deepEqual(others, []);
});

test('one that is named and that a living run uses is refused, with who uses it', async (t) => {
  const state = stateOf({});
  openJournal(state, 'trial', 'seatrial-warm');
  const error = await t.throwsAsync(unused(state, dockerWith('seatrial-warm'), 'seatrial-warm'), {
    instanceOf: UsageError,
  });
  t.is(error?.message, `The cluster seatrial-warm is in use by trial (process ${process.pid})`);
  t.deepEqual(await text(state, dockerWith('seatrial-warm', 'seatrial-2'), 'seatrial-2'), ['cluster seatrial-2']);
});

test('one that is named is deleted whatever was left on it; a kept or reused one on which nothing was is deleted', async (t) => {
  const state = stateOf({a: {on: 'seatrial-warm', pending: [fault('seatrial-warm')]}});
  t.deepEqual(await text(state, dockerWith('seatrial-warm', 'seatrial-2'), 'seatrial-warm'), ['cluster seatrial-warm']);
  t.deepEqual(await text(stateOf({}), dockerWith('seatrial-warm', 'another')), ['cluster seatrial-warm']);
});

test('a cluster that a living run uses is left alone, and what dead runs left on it is taken back', async (t) => {
  const state = stateOf({a: {on: 'seatrial-1', pending: [fault('seatrial-1')]}});
  openJournal(state, 'living', 'seatrial-1');
  t.deepEqual(await text(state, dockerWith('seatrial-1')), ['run a']);
});

test('what was left on a cluster that is gone is gone, and the journal with it', async (t) => {
  const state = stateOf({a: {on: 'seatrial-1', pending: [fault('seatrial-1')]}});
  const found = await unused(state, dockerWith());
  t.deepEqual(
    (await clean(found, () => undefined)).map(({error}) => error),
    [undefined],
  );
  t.deepEqual(readdirSync(runsFolder(state)), []);
});

test("a journal's own path of a kubeconfig is not read: it is derived from the cluster and the state folder", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-planted-'));
  const planted = join(folder, 'kubeconfig');
  const proof = join(folder, 'proof');
  const user = {
    exec: {apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [proof], interactiveMode: 'Never'},
  };
  const config = {
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
    clusters: [{name: 'c', cluster: {server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true}}],
    users: [{name: 'u', user}],
  };
  writeFileSync(planted, JSON.stringify(config));
  const state = stateOf({
    a: {
      on: 'seatrial-1',
      pending: [{what: 'fault', kind: 'node-pause', mark: {cluster: 'seatrial-1', kubeconfig: planted, mark: {}}}],
    },
  });
  const docker = dockerWith('seatrial-1');
  const exec: Exec = async (argv, options) => {
    const is = (stdout: string) => ({stdout, stderr: '', exitCode: 0, durationMs: 1});
    if (argv[1] === 'info') return is('{"NCPU":1,"MemTotal":1,"OperatingSystem":"x","KernelVersion":"x"}');
    return docker(argv, options);
  };
  const [cleaned] = await clean(await unused(state, exec), () => undefined);
  t.is(cleaned?.inUse, undefined);
  t.is(cleaned?.unused.what, 'run');
  t.is(cleaned?.error, undefined, 'no kubeconfig of ours is there: the cluster is gone, and what was left on it');
  t.false(existsSync(proof));
});
