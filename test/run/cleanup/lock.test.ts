import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {heldClusters, holdCluster, sweepLocks} from '../../../src/run/cleanup/lock.ts';
import {readJournals} from '../../../src/run/cleanup/journal.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {hand} from '../processes.ts';

const cluster = 'seatrial-lock-test';

function stateOf(t: ExecutionContext): string {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-lock-'));
  t.teardown(() => rmSync(state, {recursive: true}));
  return state;
}

const locksOf = (state: string): readonly string[] => readdirSync(join(state, 'locks'));

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The heartbeat of a lock or a journal, as of long ago. */
function silence(path: string): void {
  const longAgo = Date.now() / 1000 - 3600;
  utimesSync(path, longAgo, longAgo);
}

test('one that holds a cluster keeps all others off until it releases it', (t) => {
  const state = stateOf(t);
  const lock = holdCluster(state, cluster, 'first');
  const error = t.throws(() => holdCluster(state, cluster, 'second'), {instanceOf: UsageError});
  t.is(error?.message, `The cluster ${cluster} is in use by first (process ${process.pid})`);
  holdCluster(state, 'seatrial-another', 'second').release();
  lock.release();
  holdCluster(state, cluster, 'second').release();
  t.deepEqual(locksOf(state), []);
});

test('the lock of a living process of the same run is told, and that of a killed one is taken over', async (t) => {
  const state = stateOf(t);
  await using first = await hand(state, cluster, 'oom-1');
  t.is(await first.tell('hold'), 'done');
  const error = t.throws(() => holdCluster(state, cluster, 'second'));
  t.is(error?.message, `The cluster ${cluster} is in use by oom-1 (process ${first.pid})`);
  await first.kill();
  t.deepEqual(heldClusters(state), []);
  holdCluster(state, cluster, 'second').release();
});

test('of processes that take over a dead one’s lock at once exactly one gets it, 20 times', async (t) => {
  const state = stateOf(t);
  await using one = await hand(state, cluster, 'one');
  await using two = await hand(state, cluster, 'two');
  await using three = await hand(state, cluster, 'three');
  const hands = [one, two, three];
  const path = join(state, 'locks', cluster);
  for (let round = 0; round < 20; round += 1) {
    mkdirSync(join(state, 'locks'), {recursive: true});
    const dead = {run: `dead-${round}`, holder: {bootId: 'another boot', pid: 1, startTime: '1'}};
    writeFileSync(path, JSON.stringify(dead));
    const answers = await Promise.all(hands.map(async (each) => each.tell('hold')));
    t.is(answers.filter((answer) => answer === 'done').length, 1, answers.join('; '));
    t.true(
      answers.every((answer) => answer === 'done' || /in use by (?:one|two|three) \(process \d+\)/.test(answer)),
      answers.join('; '),
    );
    const winner = answers.indexOf('done');
    t.is((JSON.parse(readFileSync(path, 'utf8')) as {run: string}).run, ['one', 'two', 'three'][winner] ?? '');
    t.is(await hands[winner]?.tell('release'), 'done');
    t.deepEqual(locksOf(state), []);
  }
});

test('a taker that was killed half-way keeps nobody off', (t) => {
  const state = stateOf(t);
  mkdirSync(join(state, 'locks'), {recursive: true});
  const dead = JSON.stringify({run: 'dead', holder: {bootId: 'another boot', pid: 1, startTime: '1'}});
  // What take-over writes is named after what it replaces, so that this is what the first one left.
  writeFileSync(join(state, 'locks', cluster), dead);
  const claims = [dead, `${dead} `].map((text) => `${cluster}.after-${hashOf(text)}`);
  for (const name of claims) writeFileSync(join(state, 'locks', name), dead);
  holdCluster(state, cluster, 'second').release();
  sweepLocks(state);
  t.deepEqual(locksOf(state), []);
});

test('a lock that cannot be read is alive until it has been silent for long', (t) => {
  const state = stateOf(t);
  mkdirSync(join(state, 'locks'), {recursive: true});
  const path = join(state, 'locks', cluster);
  for (const text of ['', 'null', '[]', '{}', '{"run":7}', 'garbage']) {
    writeFileSync(path, text);
    t.throws(() => holdCluster(state, cluster, 'second'), {message: /in use by a lock that cannot be read/}, text);
    silence(path);
    holdCluster(state, cluster, 'second').release();
  }
});

test('sweeping takes the locks of the dead and leaves those of the living', async (t) => {
  const state = stateOf(t);
  await using dead = await hand(state, 'seatrial-dead', 'dead');
  await using living = await hand(state, cluster, 'living');
  for (const each of [dead, living]) t.is(await each.tell('hold'), 'done');
  await dead.kill();
  sweepLocks(state);
  t.deepEqual(locksOf(state), [cluster]);
});

// Only root may make a PID namespace.
const inNamespaces = process.platform === 'linux' && process.getuid?.() === 0 ? test : test.skip;
inNamespaces('a run in another PID namespace lives as long as it shows itself', async (t) => {
  const state = stateOf(t);
  await using inside = await hand(state, cluster, 'inside', [
    'unshare',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ]);
  for (const order of ['hold', 'journal'] as const) t.is(await inside.tell(order), 'done');
  const error = t.throws(() => holdCluster(state, cluster, 'outside'), {instanceOf: UsageError});
  t.is(error?.message, `The cluster ${cluster} is in use by inside (process 1 in another PID namespace)`);
  t.true(readJournals(state)[0]?.alive);
  const lock = join(state, 'locks', cluster);
  const journal = join(state, 'runs', 'inside', 'journal.jsonl');
  for (const path of [lock, journal]) silence(path);
  t.false(readJournals(state)[0]?.alive);
  t.deepEqual(heldClusters(state), []);
});
