import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openJournal, readJournals, runsFolder, unreadableJournals} from '../../../src/run/cleanup/journal.ts';
import {isAlive, thisHolder} from '../../../src/run/cleanup/holder.ts';

function state(): string {
  return mkdtempSync(join(tmpdir(), 'seatrial-journal-'));
}

test('what is pending and not done is read back, newest first', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'one', 'cluster-a');
  const cluster = journal.add({what: 'cluster', kind: 'cluster', mark: {name: 'cluster-a'}});
  const namespace = journal.add({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
  journal.add({what: 'fault', kind: 'memory-exhaustion', mark: {pid: 7}});
  journal.done(namespace);
  const [read] = readJournals(folder);
  t.is(read?.cluster, 'cluster-a');
  t.deepEqual(
    read?.pending.map((undo) => undo.what),
    ['fault', 'cluster'],
  );
  t.deepEqual(read?.pending.at(-1), cluster);
});

test('a journal with nothing pending is gone after close, one with something stays', (t) => {
  const folder = state();
  const done = openJournal(folder, 'done', 'c');
  done.done(done.add({what: 'cluster', kind: 'cluster', mark: {}}));
  done.close();
  const open = openJournal(folder, 'open', 'c');
  open.add({what: 'cluster', kind: 'cluster', mark: {}});
  open.close();
  t.false(existsSync(join(runsFolder(folder), 'done')));
  t.deepEqual(
    readJournals(folder).map((read) => read.id),
    ['open'],
  );
});

test('an open journal says whether something of a kind is pending', (t) => {
  const journal = openJournal(state(), 'one', 'c');
  const namespace = journal.add({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
  t.deepEqual([journal.isPending('namespace'), journal.isPending('fault')], [true, false]);
  journal.done(namespace);
  t.false(journal.isPending('namespace'));
  journal.close();
});

test('a journal of a version that said owed and settled is read', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'old', 'c');
  const lines = [
    {is: 'owed', id: '7', what: 'fault', kind: 'node-freeze', mark: {}},
    {is: 'owed', id: '8', what: 'namespace', kind: 'namespace', mark: {}},
    {is: 'settled', id: '8'},
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  appendFileSync(join(runsFolder(folder), 'old', 'journal.jsonl'), text);
  const [read] = readJournals(folder);
  t.deepEqual(read?.pending, [{id: '7', what: 'fault', kind: 'node-freeze', mark: {}}]);
  t.deepEqual(read?.oddLines, []);
  journal.close();
});

test('a last line that was cut off was not acted upon, and is passed over', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'cut', 'c');
  journal.add({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
  appendFileSync(join(runsFolder(folder), 'cut', 'journal.jsonl'), '{"is":"pending","id":"1","wh');
  t.is(readJournals(folder)[0]?.pending.length, 1);
});

test('no state folder means no journals', (t) => {
  t.deepEqual(readJournals(join(state(), 'never-made')), []);
});

test('this process is alive; another boot, a pid without a process and a reused pid are not', (t) => {
  const owner = {...thisHolder(), machine: undefined};
  t.true(isAlive(owner));
  t.false(isAlive({...owner, bootId: 'another'}));
  t.false(isAlive({...owner, pid: 2 ** 22 + 1}));
  t.false(isAlive({...owner, startTime: '1'}));
});

const notLines = [
  'null',
  '[]',
  '{}',
  '7',
  '"begun"',
  'garbage',
  '{"is":"pending","id":7}',
  '{"is":"pending","id":"9","what":"host","kind":"x","mark":{}}',
  '{"is":"begun"}',
];

for (const line of notLines) {
  test(`a line ${line} is passed over and told, and the others stand`, (t) => {
    const folder = state();
    const journal = openJournal(folder, 'odd', 'c');
    appendFileSync(join(runsFolder(folder), 'odd', 'journal.jsonl'), `${line}\n`);
    journal.add({what: 'namespace', kind: 'namespace', mark: {name: 'trial'}});
    const [read] = readJournals(folder);
    t.deepEqual(read?.oddLines, [2]);
    t.is(read?.pending.length, 1);
    journal.close();
  });
}

test('a journal that says of no run is nobody’s to take back, and named', (t) => {
  const folder = state();
  for (const [index, text] of ['', ...notLines.map((line) => `${line}\n`)].entries()) {
    mkdirSync(join(runsFolder(folder), String(index)), {recursive: true});
    writeFileSync(join(runsFolder(folder), String(index), 'journal.jsonl'), text);
  }
  mkdirSync(join(runsFolder(folder), 'folder', 'journal.jsonl'), {recursive: true});
  t.deepEqual(readJournals(folder), []);
  t.is(unreadableJournals(folder).length, notLines.length + 2);
});

test('a run whose journal is being opened has nothing pending yet, and is not dead', (t) => {
  const folder = state();
  mkdirSync(join(runsFolder(folder), 'opening'), {recursive: true});
  writeFileSync(join(runsFolder(folder), 'opening', '.7'), '');
  t.deepEqual(readJournals(folder), []);
  t.deepEqual(unreadableJournals(folder), []);
  openJournal(folder, 'opened', 'c');
  t.deepEqual(readdirSync(join(runsFolder(folder), 'opened')), ['journal.jsonl']);
  t.is(statSync(join(runsFolder(folder), 'opened', 'journal.jsonl')).mode & 0o077, 0);
});

test('what cannot be known is alive until it has been silent for long, and what runs on another machine is never dead here', (t) => {
  const here = thisHolder();
  const now = Date.now();
  const elsewhere = {...here, bootId: 'another', machine: 'f'.repeat(32)};
  const unknown = {...here, bootId: 'unknown', machine: 'unknown'};
  const someBoot = {...here, bootId: 'unknown', machine: undefined};
  const inNamespace = {...here, pidNamespace: 'pid:[1]', pid: 2 ** 22 + 1};
  for (const holder of [unknown, someBoot, inNamespace]) {
    t.true(isAlive(holder));
    t.true(isAlive(holder, now));
    t.true(isAlive(holder, now + 3_600_000), 'the clock was set back');
    t.false(isAlive(holder, now - 3_600_000));
  }
  if (here.machine !== 'unknown') t.true(isAlive(elsewhere, now - 3_600_000));
  // The first process is root's, and there, whoever asks; whether it is the one that was meant is not known.
  t.true(isAlive({...here, pid: 1, startTime: 'unknown'}));
  t.true(isAlive(here, now - 3_600_000), 'a process that was stopped for long');
});

test('a journal that was killed in its run shows by its time when it was last alive', (t) => {
  const folder = state();
  const journal = openJournal(folder, 'beats', 'c');
  const path = join(runsFolder(folder), 'beats', 'journal.jsonl');
  utimesSync(path, 1, 1);
  t.true(readJournals(folder)[0]?.alive, 'this very process lives, however silent');
  journal.close();
});
