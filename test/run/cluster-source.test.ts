import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {ClusterEffects} from '../../src/cluster/cluster.ts';
import {type Debt, kubeconfigOf, openJournal, runsFolder} from '../../src/run/cleanup/journal.ts';
import {refuseUsedCluster, warmBed} from '../../src/run/cluster-source.ts';
import {warmCluster as warmClusterOf} from '../../src/run/id.ts';
import type {Tools} from '../../src/setup/tools.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {UsageError} from '../../src/system/errors.ts';
import type {Exec} from '../../src/system/exec.ts';
import {alice, bob} from '../cluster/owners.ts';

import test, {type ExecutionContext} from 'ava';

const warmCluster = warmClusterOf(alice);

type Owed = Omit<Debt, 'id'>;

const creation: Owed = {what: 'cluster', kind: 'cluster', mark: {name: warmCluster}};
const namespace: Owed = {
  what: 'namespace',
  kind: 'namespace',
  mark: {cluster: warmCluster, kubeconfig: '/nonexistent/kubeconfig', name: 'shop'},
};

/** A state folder with a kubeconfig of the warm cluster and the journal of a dead run that owes this. */
function stateOf(t: ExecutionContext, ...owes: readonly Owed[]): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-bed-'));
  t.teardown(() => rmSync(state, {recursive: true}));
  mkdirSync(dirname(kubeconfigOf(warmCluster, state)), {recursive: true});
  writeFileSync(kubeconfigOf(warmCluster, state), '');
  mkdirSync(join(runsFolder(state), 'dead'), {recursive: true});
  const begun = {is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster: warmCluster};
  const lines = [begun, ...owes.map((debt, index) => ({is: 'owed', id: String(index), ...debt}))];
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

const bedIn = (state: string) =>
  warmBed({
    effects: {exec: empty} as ClusterEffects,
    clock,
    state,
    owner: alice,
    tools: {} as Tools,
    accelerated: false,
    log: join(state, 'kind.log'),
  });

const phase = {note: () => undefined, milestone: () => undefined, signal: new AbortController().signal};

test('a warm cluster on which a dead run owes is attached, after its debts were taken back', async (t) => {
  const state = stateOf(t, namespace);
  const bed = bedIn(state);
  t.is(bed.title, 'Attach to the warm cluster');
  const journal = openJournal(state, 'living', warmCluster);
  await t.throwsAsync(bed.take(journal, phase), {message: /not here|has no/});
  journal.close();
  t.deepEqual(readdirSync(runsFolder(state)), []);
  t.true(existsSync(kubeconfigOf(warmCluster, state)));
});

test('one that another run has made since it was looked at is attached, and stays', async (t) => {
  const state = stateOf(t, namespace);
  const kubeconfig = kubeconfigOf(warmCluster, state);
  rmSync(kubeconfig);
  const bed = bedIn(state);
  t.is(bed.title, 'Create the warm cluster');
  writeFileSync(kubeconfig, '');
  const journal = openJournal(state, 'living', warmCluster);
  await t.throwsAsync(bed.take(journal, phase), {message: /not here|has no/});
  await bed.giveBack(journal, phase);
  journal.close();
  t.true(existsSync(kubeconfig));
});

test('one whose creation was interrupted is no warm cluster: what there is of it goes, and it is made anew', async (t) => {
  const state = stateOf(t, creation);
  const bed = bedIn(state);
  t.is(bed.title, 'Create the warm cluster');
  await t.throwsAsync(bed.take(openJournal(state, 'living', warmCluster), phase));
  t.deepEqual(readdirSync(runsFolder(state)), ['living']);
  t.false(existsSync(kubeconfigOf(warmCluster, state)));
});

test('the warm cluster of another run is refused as long as that run holds it, and free afterwards, also when it failed', async (t) => {
  const state = stateOf(t, namespace);
  const [first, second] = [bedIn(state), bedIn(state)];
  const journal = openJournal(state, 'first', warmCluster);
  await t.throwsAsync(first.take(journal, phase), {message: /not here|has no/});
  const other = openJournal(state, 'second', warmCluster);
  const error = await t.throwsAsync(second.take(other, phase), {instanceOf: UsageError});
  t.is(error?.message, `The cluster ${warmCluster} is in use by first (process ${process.pid})`);
  await second.giveBack(other, phase);
  t.throws(() => refuseUsedCluster(warmCluster, state), {message: new RegExp(`in use by first`)});
  await first.giveBack(journal, phase);
  await t.throwsAsync(second.take(other, phase), {message: /not here|has no/});
  await second.giveBack(other, phase);
  for (const one of [journal, other]) one.close();
});

test('two owners of one engine have warm clusters of different names', (t) => {
  t.not(warmClusterOf(alice), warmClusterOf(bob));
});
