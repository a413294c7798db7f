import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {ClusterEffects} from '../../src/cluster/cluster.ts';
import {type PendingUndo, kubeconfigOf, openJournal, runsFolder} from '../../src/run/cleanup/journal.ts';
import {refuseUsedCluster, reusedCluster} from '../../src/run/cluster-source.ts';
import {reusedClusterName as reusedNameOf} from '../../src/run/id.ts';
import type {Tools} from '../../src/setup/tools.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {UsageError} from '../../src/system/errors.ts';
import type {Exec} from '../../src/system/exec.ts';
import {alice, bob} from '../cluster/owners.ts';

import test, {type ExecutionContext} from 'ava';

const reusedClusterName = reusedNameOf(alice);

type Pending = Omit<PendingUndo, 'id'>;

const creation: Pending = {what: 'cluster', kind: 'cluster', mark: {name: reusedClusterName}};
const namespace: Pending = {
  what: 'namespace',
  kind: 'namespace',
  mark: {cluster: reusedClusterName, kubeconfig: '/nonexistent/kubeconfig', name: 'shop'},
};

/** A state folder with a kubeconfig of the reused cluster and the journal of a dead run that left this pending. */
function stateOf(t: ExecutionContext, ...pending: readonly Pending[]): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-source-'));
  t.teardown(() => rmSync(state, {recursive: true}));
  mkdirSync(dirname(kubeconfigOf(reusedClusterName, state)), {recursive: true});
  writeFileSync(kubeconfigOf(reusedClusterName, state), '');
  mkdirSync(join(runsFolder(state), 'dead'), {recursive: true});
  const begun = {is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster: reusedClusterName};
  const lines = [begun, ...pending.map((undo, index) => ({is: 'pending', id: String(index), ...undo}))];
  writeFileSync(
    join(runsFolder(state), 'dead', 'journal.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return state;
}

/** Nothing is there and nothing can be made. */
const empty: Exec = (argv) =>
  argv[0] === 'ps' || argv[1] === 'ps' || argv[1] === 'network'
    ? Promise.resolve({stdout: '', stderr: '', exitCode: 0, durationMs: 1})
    : Promise.reject(new Error(`not here: ${argv.join(' ')}`));

const sourceIn = (state: string) =>
  reusedCluster({
    effects: {exec: empty} as ClusterEffects,
    clock,
    state,
    owner: alice,
    tools: {} as Tools,
    accelerated: false,
    log: join(state, 'kind.log'),
  });

const phase = {note: () => undefined, milestone: () => undefined, signal: new AbortController().signal};

test('a reused cluster on which a dead run left something is attached, after that was taken back', async (t) => {
  const state = stateOf(t, namespace);
  const source = sourceIn(state);
  t.is(source.title, 'Attach to the reused cluster');
  const journal = openJournal(state, 'living', reusedClusterName);
  await t.throwsAsync(source.take(journal, phase), {message: /not here|has no/});
  journal.close();
  t.deepEqual(readdirSync(runsFolder(state)), []);
  t.true(existsSync(kubeconfigOf(reusedClusterName, state)));
});

test('one that another run has made since it was looked at is attached, and stays', async (t) => {
  const state = stateOf(t, namespace);
  const kubeconfig = kubeconfigOf(reusedClusterName, state);
  rmSync(kubeconfig);
  const source = sourceIn(state);
  t.is(source.title, 'Create the cluster to be reused');
  writeFileSync(kubeconfig, '');
  const journal = openJournal(state, 'living', reusedClusterName);
  await t.throwsAsync(source.take(journal, phase), {message: /not here|has no/});
  await source.giveBack(journal, phase);
  journal.close();
  t.true(existsSync(kubeconfig));
});

test('one whose creation was interrupted is not used again: what there is of it goes, and it is made anew', async (t) => {
  const state = stateOf(t, creation);
  const source = sourceIn(state);
  t.is(source.title, 'Create the cluster to be reused');
  await t.throwsAsync(source.take(openJournal(state, 'living', reusedClusterName), phase));
  t.deepEqual(readdirSync(runsFolder(state)), ['living']);
  t.false(existsSync(kubeconfigOf(reusedClusterName, state)));
});

test('the reused cluster of another run is refused as long as that run holds it, and free afterwards, also when it failed', async (t) => {
  const state = stateOf(t, namespace);
  const [first, second] = [sourceIn(state), sourceIn(state)];
  const journal = openJournal(state, 'first', reusedClusterName);
  await t.throwsAsync(first.take(journal, phase), {message: /not here|has no/});
  const other = openJournal(state, 'second', reusedClusterName);
  const error = await t.throwsAsync(second.take(other, phase), {instanceOf: UsageError});
  t.is(error?.message, `The cluster ${reusedClusterName} is in use by first (process ${process.pid})`);
  await second.giveBack(other, phase);
  t.throws(() => refuseUsedCluster(reusedClusterName, state), {message: new RegExp(`in use by first`)});
  await first.giveBack(journal, phase);
  await t.throwsAsync(second.take(other, phase), {message: /not here|has no/});
  await second.giveBack(other, phase);
  for (const one of [journal, other]) one.close();
});

test('two owners of one engine have reused clusters of different names', (t) => {
  t.not(reusedNameOf(alice), reusedNameOf(bob));
});
