import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {systemClock as clock} from '../../src/system/clock.ts';
import type {Exec} from '../../src/system/exec.ts';
import type {ClusterEffects} from '../../src/cluster/cluster.ts';
import {kubeconfigOf, warmBed, warmCluster} from '../../src/run/bed.ts';
import {type Debt, openJournal, runsFolder} from '../../src/run/journal.ts';
import type {Tools} from '../../src/setup/tools.ts';

type Owed = Omit<Debt, 'id'>;

const creation: Owed = {what: 'cluster', kind: 'cluster', mark: {name: warmCluster}};
const namespace: Owed = {what: 'namespace', kind: 'namespace', mark: {cluster: warmCluster, kubeconfig: '/nonexistent/kubeconfig', name: 'shop'}};

/** A state folder with a kubeconfig of the warm cluster and the journal of a dead run that owes this. */
function stateOf(t: ExecutionContext, ...owes: readonly Owed[]): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-bed-'));
  t.teardown(() => rmSync(state, {recursive: true}));
  mkdirSync(dirname(kubeconfigOf(warmCluster, state)), {recursive: true});
  writeFileSync(kubeconfigOf(warmCluster, state), '');
  mkdirSync(join(runsFolder(state), 'dead'), {recursive: true});
  const begun = {is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster: warmCluster};
  const lines = [begun, ...owes.map((debt, index) => ({is: 'owed', id: String(index), ...debt}))];
  writeFileSync(join(runsFolder(state), 'dead', 'journal.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return state;
}

/** Nothing is there and nothing can be made. */
const empty: Exec = (argv) =>
  argv[0] === 'ps' || argv[1] === 'ps' || argv[1] === 'network'
    ? Promise.resolve({stdout: '', stderr: '', exitCode: 0, durationMs: 1})
    : Promise.reject(new Error(`not here: ${argv.join(' ')}`));

const bedIn = (state: string) => warmBed({effects: {exec: empty} as ClusterEffects, clock, state, tools: {} as Tools, accelerated: false});

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

test('one whose creation was interrupted is no warm cluster: what there is of it goes, and it is made anew', async (t) => {
  const state = stateOf(t, creation);
  const bed = bedIn(state);
  t.is(bed.title, 'Create the warm cluster');
  await t.throwsAsync(bed.take(openJournal(state, 'living', warmCluster), phase));
  t.deepEqual(readdirSync(runsFolder(state)), ['living']);
  t.false(existsSync(kubeconfigOf(warmCluster, state)));
});
