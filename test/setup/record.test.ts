import {existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openRecord, type Entry} from '../../src/setup/record.ts';
import {HarnessError} from '../../src/system/errors.ts';

const limit: Entry = {kind: 'sysctl', name: 'fs.a', before: '1', after: '2', made: false};
const folder = (): string => join(mkdtempSync(join(tmpdir(), 'seatrial-record-')), 'state');

test('a change is on disk before it is made, and said to be made after it', async (t) => {
  const state = folder();
  const file = join(state, 'setup.json');
  const record = openRecord(state);
  await record.changing(limit, async () => {
    t.deepEqual(openRecord(state).entries(), [limit]);
    t.is(statSync(file).mode & 0o777, 0o600);
    t.is(statSync(state).mode & 0o777, 0o700);
  });
  t.deepEqual(openRecord(state).entries(), [{...limit, made: true}]);
});

test('a change that failed stays as one that may have happened', async (t) => {
  const state = folder();
  const failing = openRecord(state).changing(limit, async () => {
    throw new Error('killed');
  });
  await t.throwsAsync(failing, {message: 'killed'});
  t.deepEqual(openRecord(state).entries(), [limit]);
});

test('changes side by side are all kept, with what was learned of them', async (t) => {
  const state = folder();
  const record = openRecord(state);
  const tags = ['a:1', 'b:1', 'c:1'];
  await Promise.all(
    tags.map(async (tag) => record.changing({kind: 'image', tag, made: false}, async () => ({id: `sha256:${tag}`}))),
  );
  t.deepEqual(
    openRecord(state).entries(),
    tags.map((tag) => ({kind: 'image', tag, id: `sha256:${tag}`, made: true})),
  );
});

test('an image that is built again is known once', async (t) => {
  const record = openRecord(folder());
  for (const id of ['1', '2']) await record.changing({kind: 'image', tag: 'a:1', made: false}, async () => ({id}));
  t.deepEqual(record.entries(), [{kind: 'image', tag: 'a:1', id: '2', made: true}]);
});

test('with its last entry the file goes', async (t) => {
  const state = folder();
  const record = openRecord(state);
  await record.changing(limit, async () => undefined);
  record.forget(record.entries());
  t.false(existsSync(join(state, 'setup.json')));
});

for (const content of [
  '{',
  'null',
  '{"version":1,"entries":[{"kind":"shell","argv":["rm"]}]}',
  '{"version":2,"entries":[]}',
]) {
  test(`a record that cannot be understood is said, and kept: ${content}`, (t) => {
    const state = folder();
    mkdirSync(state);
    writeFileSync(join(state, 'setup.json'), content);
    const error = t.throws(() => openRecord(state).entries(), {instanceOf: HarnessError});
    t.regex(error?.message ?? '', /setup\.json cannot be understood/);
    t.is(readFileSync(join(state, 'setup.json'), 'utf8'), content);
  });
}
