import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {ClusterEffects} from '../../../src/cluster/cluster.ts';
import {clean, findUnused} from '../../../src/run/cleanup/clean.ts';
import {openJournal, runsFolder} from '../../../src/run/cleanup/journal.ts';
import {findLeftAlone} from '../../../src/run/cleanup/left-alone.ts';
import {holdCluster} from '../../../src/run/cleanup/lock.ts';
import {readOwner} from '../../../src/run/cleanup/owner.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {fakeExec} from '../../cluster/fake-exec.ts';
import {networkJson} from '../../cluster/engine.ts';
import {alice, bob} from '../../cluster/owners.ts';

function stateOf(t: ExecutionContext): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-alone-'));
  t.teardown(() => rmSync(state, {recursive: true}));
  return state;
}

/** A journal of a run that has ended, with these lines. */
function deadRun(state: string, id: string, cluster: string, lines: readonly string[]): string {
  const folder = join(runsFolder(state), id);
  mkdirSync(folder, {recursive: true});
  const begun = JSON.stringify({is: 'begun', owner: {bootId: 'another boot', pid: 1, startTime: '1'}, cluster});
  writeFileSync(join(folder, 'journal.jsonl'), [begun, ...lines, ''].join('\n'));
  return folder;
}

const ofAlice = (cluster: string) => networkJson(cluster, {owner: alice.id, user: '1000'});

/** An engine with networks of these clusters, each of an owner. */
const engineWith = (...networks: readonly string[]) =>
  fakeExec((command) =>
    command.includes('network ls')
      ? networks.map((_network, index) => `n${index}`).join('\n')
      : command.includes('network inspect')
        ? networks.join('\n')
        : '',
  );

function contextOf(state: string, {exec}: ReturnType<typeof engineWith>) {
  return {effects: {exec} as ClusterEffects, clock, state, owner: alice, signal: new AbortController().signal};
}

test('clusters of others and of no owner are told, with what to type for those that nobody can say whose they are', async (t) => {
  const engine = engineWith(
    ofAlice('seatrial-1'),
    networkJson('seatrial-2', {owner: bob.id, user: '1001'}),
    networkJson('seatrial-3'),
    networkJson('seatrial-\u001B[2J', {owner: bob.id, user: '\u001B[2J'}),
  );
  const {odd, others} = await findLeftAlone(contextOf(stateOf(t), engine));
  t.deepEqual(others, [
    'cluster seatrial-2: owned by somebody else (user 1001): left alone',
    'cluster seatrial-\\u{1b}[2J: owned by somebody else (user \\u{1b}[2J): left alone',
  ]);
  t.deepEqual(odd, [
    'cluster seatrial-3: no owner stands on it (a version before this one made it): left alone. To remove it by hand: docker ps -aq --filter label=io.x-k8s.kind.cluster=seatrial-3 | xargs -r docker rm -f -v; docker network ls -q --filter label=seatrial.cluster=seatrial-3 | xargs -r docker network rm',
  ]);
});

test('what of a journal cannot be read is told in one line each, and clean does the rest', async (t) => {
  const state = stateOf(t);
  const pending = (mark: unknown, what = 'cluster') => JSON.stringify({is: 'pending', id: '0', what, kind: what, mark});
  const garbage = deadRun(state, 'a', 'seatrial-1', ['null', pending({name: 'seatrial-1'})]);
  const marks = deadRun(state, 'b', 'seatrial-2', [pending({cluster: 7}, 'fault')]);
  const name = deadRun(state, 'c', '../../etc', [pending({name: '../../etc'})]);
  mkdirSync(join(runsFolder(state), 'd'));
  writeFileSync(join(runsFolder(state), 'd', 'journal.jsonl'), '\n');
  const context = contextOf(state, engineWith());
  t.deepEqual((await findLeftAlone(context)).odd, [
    `journal ${join(runsFolder(state), 'd')}: no line says which run it belongs to; it counts as a living run’s and is left alone. When no run uses it any more: rm -r '${join(runsFolder(state), 'd')}'`,
    `journal ${garbage}: nothing to take back, passed over: line 2`,
    `journal ${marks}: what it takes to undo fault fault cannot be read: passed over`,
    `journal ${name}: no cluster of ours can be called "../../etc": left alone. To remove it: rm -r '${name}'`,
    `journal ${name}: what it takes to undo cluster cluster cannot be read: passed over`,
  ]);
  const cleaned = await clean(await findUnused(context), () => undefined);
  t.deepEqual(
    cleaned.map(({unused, error}) => `${unused.what} ${unused.name}: ${error}`),
    ['run b: undefined', 'cluster seatrial-1: undefined'],
  );
  t.deepEqual(
    [garbage, marks, name].map((folder) => existsSync(folder)),
    [false, false, true],
  );
});

test('what a run began to use after the look is left alone, and is no error', async (t) => {
  const state = stateOf(t);
  const context = contextOf(state, engineWith(ofAlice('seatrial-1'), ofAlice('seatrial-2')));
  const found = await findUnused(context);
  t.is(found.length, 2);
  const lock = holdCluster(state, 'seatrial-1', 'reuse');
  const journal = openJournal(state, 'other', 'seatrial-2');
  const cleaned = await clean(found, () => undefined);
  t.deepEqual(
    cleaned.map(({error, inUse}) => [error, inUse]),
    [
      [undefined, `The cluster seatrial-1 is in use by reuse (process ${process.pid})`],
      [undefined, `The cluster seatrial-2 is in use by other (process ${process.pid})`],
    ],
  );
  t.deepEqual(await findUnused(context), []);
  lock.release();
  journal.close();
  t.is((await findUnused(context)).length, 2);
});

test('an engine that goes away keeps the journals: what is pending stays pending', async (t) => {
  const state = stateOf(t);
  const folder = deadRun(state, 'a', 'seatrial-1', [
    JSON.stringify({is: 'pending', id: '0', what: 'cluster', kind: 'cluster', mark: {name: 'seatrial-1'}}),
  ]);
  let answers = true;
  const engine = fakeExec((command) =>
    answers || !command.startsWith('docker') ? '' : {fails: 'Cannot connect to the Docker daemon'},
  );
  const found = await findUnused(contextOf(state, engine));
  answers = false;
  const [cleaned] = await clean(found, () => undefined);
  t.regex(cleaned?.error ?? '', /Cannot connect to the Docker daemon/);
  t.true(existsSync(folder));
});

test('an owner is made once, for this user alone, and one that cannot be read is never made anew', (t) => {
  const state = join(stateOf(t), 'deeper');
  const owner = readOwner(state);
  t.regex(owner.id, /^[0-9a-f]{32}$/);
  t.deepEqual(readOwner(state), owner);
  t.not(readOwner(stateOf(t)).id, owner.id);
  t.is(statSync(join(state, 'owner.json')).mode & 0o777, 0o600);
  for (const text of ['', 'null', '{}', '{"id":"../x","user":0,"machine":"m"}']) {
    writeFileSync(join(state, 'owner.json'), text);
    t.throws(() => readOwner(state), {
      instanceOf: HarnessError,
      message: /The owner of this state folder cannot be read from/,
    });
    t.is(readFileSync(join(state, 'owner.json'), 'utf8'), text);
  }
});
