import {appendFileSync, existsSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openJournal, readJournals, runsFolder} from '../../src/run/journal.ts';
import {isAlive, thisOwner} from '../../src/run/owner.ts';

function state(): string {
  return mkdtempSync(join(tmpdir(), 'seatrial-journal-'));
}

test('what is owed and not settled is read back, newest first', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'one', 'cluster-a');
  const cluster = journal.owe({what: 'cluster', kind: 'cluster', mark: {name: 'cluster-a'}});
  const namespace = journal.owe({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
  journal.owe({what: 'fault', kind: 'memory-exhaustion', mark: {pid: 7}});
  journal.settle(namespace);
  const [read] = readJournals(folder);
  t.is(read?.cluster, 'cluster-a');
  t.deepEqual(
    read?.debts.map((debt) => debt.what),
    ['fault', 'cluster'],
  );
  t.deepEqual(read?.debts.at(-1), cluster);
});

test('a journal without debts is gone after close, one with debts stays', (t) => {
  const folder = state();
  const settled = openJournal(folder, 'settled', 'c');
  settled.settle(settled.owe({what: 'cluster', kind: 'cluster', mark: {}}));
  settled.close();
  const owing = openJournal(folder, 'owing', 'c');
  owing.owe({what: 'cluster', kind: 'cluster', mark: {}});
  owing.close();
  t.false(existsSync(join(runsFolder(folder), 'settled')));
  t.deepEqual(
    readJournals(folder).map((read) => read.id),
    ['owing'],
  );
});

test('a last line that was cut off was not acted upon, and is passed over', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'cut', 'c');
  journal.owe({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
  appendFileSync(join(runsFolder(folder), 'cut', 'journal.jsonl'), '{"is":"owed","id":"1","wh');
  t.is(readJournals(folder)[0]?.debts.length, 1);
});

test('no state folder means no journals', (t) => {
  t.deepEqual(readJournals(join(state(), 'never-made')), []);
});

test('this process is alive; another boot, a pid without a process and a reused pid are not', (t) => {
  const owner = thisOwner();
  t.true(isAlive(owner));
  t.false(isAlive({...owner, bootId: 'another'}));
  t.false(isAlive({...owner, pid: 2 ** 22 + 1}));
  t.false(isAlive({...owner, startTime: '1'}));
});
