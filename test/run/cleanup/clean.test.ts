import {existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {systemClock as clock} from '../../../src/system/clock.ts';
import type {Exec} from '../../../src/system/exec.ts';
import type {ClusterEffects} from '../../../src/cluster/cluster.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {ownerPath} from '../../../src/cluster/kind/owner.ts';
import {clean, findLeftovers} from '../../../src/run/cleanup/clean.ts';
import {type Debt, openJournal, runsFolder} from '../../../src/run/cleanup/journal.ts';
import {containerJson} from '../../cluster/engine.ts';
import {alice} from '../../cluster/owners.ts';

type Owed = Omit<Debt, 'id'>;

const cluster = (name: string): Owed => ({what: 'cluster', kind: 'cluster', mark: {name}});
const fault = (on: string): Owed => ({
  what: 'fault',
  kind: 'node-pause',
  mark: {cluster: on, kubeconfig: '/nonexistent/kubeconfig', mark: {}},
});

/** A state folder with journals of runs that are dead. */
function stateOf(runs: Readonly<Record<string, {readonly on: string; readonly owes: readonly Owed[]}>>): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-clean-'));
  for (const [id, {on, owes}] of Object.entries(runs)) {
    mkdirSync(join(runsFolder(state), id), {recursive: true});
    const begun = {is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster: on};
    const lines = [begun, ...owes.map((debt, index) => ({is: 'owed', id: String(index), ...debt}))];
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

async function found(state: string, exec: Exec, only?: string) {
  const effects = {exec} as ClusterEffects;
  return findLeftovers({effects, clock, state, owner: alice, signal: new AbortController().signal}, only);
}

const text = async (...args: Parameters<typeof found>): Promise<readonly string[]> =>
  (await found(...args)).map(({what, name}) => `${what} ${name}`);

test('a cluster that a dead run owes goes away with all debts on it', async (t) => {
  const state = stateOf({
    suite: {on: 'seatrial-1', owes: [cluster('seatrial-1')]},
    trial: {on: 'seatrial-1', owes: [fault('seatrial-1')]},
  });
  t.deepEqual(await text(state, dockerWith('seatrial-1')), ['cluster seatrial-1']);
});

test('a warm cluster on which dead runs owe is restored, all of them together, and not deleted', async (t) => {
  const state = stateOf({
    'a-1': {on: 'seatrial-warm', owes: [fault('seatrial-warm'), fault('seatrial-warm')]},
    'b-2': {on: 'seatrial-warm', owes: [fault('seatrial-warm')]},
  });
  const [leftover, ...others] = await found(state, dockerWith('seatrial-warm'));
  t.is(leftover?.what, 'debts');
  t.is(leftover?.why, 'on seatrial-warm: node-pause, node-pause, node-pause');
  t.deepEqual(others, []);
});

test('one that is named and that a living run uses is refused, with who uses it', async (t) => {
  const state = stateOf({});
  openJournal(state, 'trial', 'seatrial-warm');
  const error = await t.throwsAsync(found(state, dockerWith('seatrial-warm'), 'seatrial-warm'), {
    instanceOf: UsageError,
  });
  t.is(error?.message, `The cluster seatrial-warm is in use by trial (process ${process.pid})`);
  t.deepEqual(await text(state, dockerWith('seatrial-warm', 'seatrial-2'), 'seatrial-2'), ['cluster seatrial-2']);
});

test('one that is named is deleted whatever is owed on it; a kept or warm one without debts is deleted', async (t) => {
  const state = stateOf({a: {on: 'seatrial-warm', owes: [fault('seatrial-warm')]}});
  t.deepEqual(await text(state, dockerWith('seatrial-warm', 'seatrial-2'), 'seatrial-warm'), ['cluster seatrial-warm']);
  t.deepEqual(await text(stateOf({}), dockerWith('seatrial-warm', 'another')), ['cluster seatrial-warm']);
});

test('a cluster that a living run uses is left alone, and what dead runs owe on it is taken back', async (t) => {
  const state = stateOf({a: {on: 'seatrial-1', owes: [fault('seatrial-1')]}});
  openJournal(state, 'living', 'seatrial-1');
  t.deepEqual(await text(state, dockerWith('seatrial-1')), ['debts a']);
});

test('debts on a cluster that is gone are gone, and the journal with them', async (t) => {
  const state = stateOf({a: {on: 'seatrial-1', owes: [fault('seatrial-1')]}});
  const leftovers = await found(state, dockerWith());
  t.deepEqual(
    (await clean(leftovers, () => undefined)).map(({error}) => error),
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
      owes: [{what: 'fault', kind: 'node-pause', mark: {cluster: 'seatrial-1', kubeconfig: planted, mark: {}}}],
    },
  });
  const docker = dockerWith('seatrial-1');
  const exec: Exec = async (argv, options) => {
    const is = (stdout: string) => ({stdout, stderr: '', exitCode: 0, durationMs: 1});
    if (argv[1] === 'info') return is('{"NCPU":1,"MemTotal":1,"OperatingSystem":"x","KernelVersion":"x"}');
    return docker(argv, options);
  };
  const [cleaned] = await clean(await found(state, exec), () => undefined);
  t.is(cleaned?.inUse, undefined);
  t.is(cleaned?.leftover.what, 'debts');
  t.is(cleaned?.error, undefined, 'no kubeconfig of ours is there: the cluster is gone, and its debts with it');
  t.false(existsSync(proof));
});
