import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {readJournals, unreadableJournals} from '../../src/run/cleanup/journal.ts';
import {sweepLocks} from '../../src/run/cleanup/lock.ts';
import {readOwner} from '../../src/run/cleanup/owner.ts';
import {readOwnFile} from '../../src/system/own-file.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'seatrial-own-'));

test('a file is read; one that is not there is told by Node', (t) => {
  const path = join(folder(), 'a');
  t.throws(() => readOwnFile(path), {code: 'ENOENT'});
  writeFileSync(path, 'a\nb');
  t.is(readOwnFile(path), 'a\nb');
});

const kinds: Readonly<Record<string, (path: string) => void>> = {
  'a named pipe': (path) => void execFileSync('mkfifo', [path]),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'a folder': (path) => mkdirSync(path),
  'a file without an end': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 32);
  },
};

for (const [kind, make] of Object.entries(kinds)) {
  test(`${kind} in the state folder is waited for by nobody`, (t) => {
    const state = folder();
    mkdirSync(join(state, 'runs', 'r'), {recursive: true});
    mkdirSync(join(state, 'locks'));
    for (const name of ['owner.json', 'runs/r/journal.jsonl', 'locks/seatrial-a']) make(join(state, name));
    t.throws(() => readOwner(state), {message: /owner\.json/});
    t.deepEqual(readJournals(state), []);
    t.is(unreadableJournals(state).length, 1);
    t.throws(() => sweepLocks(state), {code: 'not-a-file'});
  });
}
