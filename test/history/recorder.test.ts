import {writeSync} from 'node:fs';
import {appendFile, mkdtemp, readdir, readFile, symlink, unlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {HistoryError} from '../../src/history/errors.ts';
import {readHistory} from '../../src/history/reader.ts';
import {openRecorder} from '../../src/history/recorder.ts';
import {redactor} from '../../src/history/secrets/redact.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import {sampleFacts} from '../report/sample-facts.ts';

const folder = async (): Promise<string> => mkdtemp(join(tmpdir(), 'seatrial-history-'));
const clock = {nowMs: () => 1500};
const begun = {kind: 'trial', name: 't', is: 'begun', facts: sampleFacts().trial as unknown as Json} as const;

async function recorded(): Promise<string> {
  const where = await folder();
  await using recorder = openRecorder(where, {clock, epochMs: 1000});
  recorder.append(begun);
  recorder.append({kind: 'phase', name: 'preflight', is: 'begun'}, '2026-01-01T00:00:00Z');
  recorder.requests('1.5,2,3.25,new,home,ok,200\n2,2,9,reused,"a,b",refused,0\n');
  recorder.samples('1000,n,p,u,c,i,1,2,3,4,5,6,7,8,9,10,11,12\n');
  return where;
}

test('what was recorded is read again, before and after the close', async (t) => {
  const history = await readHistory(await recorded());
  t.deepEqual(
    history.events.map((event) => [event.seq, event.tMs, event.kind, event.sourceTime]),
    [
      [0, 500, 'trial', undefined],
      [1, 500, 'phase', '2026-01-01T00:00:00Z'],
    ],
  );
  t.deepEqual([...history.requests.columns.latencyMs], [3.25, 9]);
  t.deepEqual(history.requests.columns.request, ['home', 'a,b']);
  t.deepEqual(history.requests.columns.outcome, ['ok', 'refused']);
  t.is(history.samples.columns.throttledUs[0], 12);
  t.false(history.cutOff);
});

test('no history goes into a folder that is a link, nor into a `reports` that is one', async (t) => {
  const real = await folder();
  const around = await folder();
  for (const name of ['trial', 'reports']) await symlink(real, join(around, name));
  for (const where of [join(around, 'trial'), join(around, 'reports', 'trial')])
    t.throws(() => openRecorder(where, {clock, epochMs: 0}), {instanceOf: HistoryError, code: 'history-link'});
  t.deepEqual(await readdir(real), []);
});

test('a history is never written over', async (t) => {
  const where = await recorded();
  t.throws(() => openRecorder(where, {clock, epochMs: 0}), {instanceOf: HistoryError, code: 'history-exists'});
});

for (const file of ['history.jsonl', 'requests.csv', 'added.csv', 'samples.csv']) {
  test(`a cut-off last line of ${file} is dropped and told`, async (t) => {
    const where = await recorded();
    const whole = await readHistory(where);
    await appendFile(join(where, file), file.endsWith('csv') ? '3,4' : '{"seq":2,"tMs"');
    const cut = await readHistory(where);
    t.true(cut.cutOff);
    t.deepEqual({...cut, cutOff: false}, whole);
  });
}

test('garbage elsewhere is refused with file and line', async (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['history.jsonl', 'no json\n', /history\.jsonl:3: not JSON/],
    ['history.jsonl', '{"seq":7,"tMs":1,"kind":"phase"}\n', /history\.jsonl:3: seq is 7/],
    ['history.jsonl', '{"seq":2,"tMs":1,"kind":"x"}\n', /history\.jsonl:3: not an event/],
    ['requests.csv', '1,2,3\n', /requests\.csv:4: 7 columns/],
    ['requests.csv', '1,2,3,new,x,ok,200,9\n', /requests\.csv:4: 7 columns/],
    ['requests.csv', '1,2,x,new,x,ok,200\n', /requests\.csv:4: "x" is not a number/],
  ];
  for (const [file, line, message] of cases) {
    const where = await recorded();
    await appendFile(join(where, file), line);
    await t.throwsAsync(readHistory(where), {instanceOf: HistoryError, code: 'history-garbage', message});
  }
});

test('a newer schema and an empty folder are refused with a hint', async (t) => {
  const where = await folder();
  const missing = await t.throwsAsync(readHistory(where), {instanceOf: HistoryError, code: 'history-missing'});
  t.truthy(missing?.hint);
  await writeFile(
    join(where, 'history.jsonl'),
    '{"seq":0,"tMs":0,"kind":"trial","name":"t","is":"begun","facts":{"schema":99}}\n{"new":1}\n',
  );
  await t.throwsAsync(readHistory(where), {code: 'history-newer', message: /schema 99/});
});

test('missing tables and columns: empty, or refused', async (t) => {
  const where = await recorded();
  await writeFile(join(where, 'requests.csv'), '');
  t.is((await readHistory(where)).requests.length, 0);
  await writeFile(join(where, 'requests.csv'), 'plannedMs,startMs\n1,2\n');
  await t.throwsAsync(readHistory(where), {message: /requests\.csv:1: the column latencyMs is missing/});
  await writeFile(
    join(where, 'requests.csv'),
    'later,plannedMs,startMs,latencyMs,connection,request,outcome,status\r\n,1,2,-3e2,new,x,ok,200\r\n',
  );
  const {requests} = await readHistory(where);
  t.is(requests.columns.latencyMs[0], -300);
  t.is(requests.columns.status[0], 200);
});

test('what was added has a table of its own; an older folder has none, and nothing was added there', async (t) => {
  const where = await folder();
  const recorder = openRecorder(where, {clock, epochMs: 1000});
  recorder.append(begun);
  recorder.added('1.5,2,3.25,new,home,refused,0\n2,2,9,new,(connection alone),ok,0\n');
  recorder.close();
  const {added, requests} = await readHistory(where);
  t.deepEqual(added?.columns.request, ['home', '(connection alone)']);
  t.is(requests.length, 0);
  await unlink(join(where, 'added.csv'));
  t.is((await readHistory(where)).added?.length, 0);
});

test('requests.csv of an older folder is read: its connection was called lane', async (t) => {
  const where = await recorded();
  const row = '1,2,3,reused,x,ok,200\n';
  await writeFile(join(where, 'requests.csv'), `plannedMs,startMs,latencyMs,lane,request,outcome,status\n${row}`);
  t.deepEqual((await readHistory(where)).requests.columns.connection, ['reused']);
});

test('secrets never reach the disk', async (t) => {
  const where = await folder();
  await using recorder = openRecorder(where, {
    clock,
    epochMs: 1000,
    redactor: redactor({headers: [{'x-api-key': 'hunter22'}]}),
  });
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': 'SEEN',
        'deployment.kubernetes.io/revision': 'kept',
      },
      managedFields: ['SEEN'],
    },
    spec: {
      containers: [
        {
          name: 'c',
          env: [
            {name: 'A', value: 'SEEN'},
            {name: 'B', valueFrom: {secretKeyRef: {name: 's', key: 'kept-key'}}},
          ],
          livenessProbe: {
            httpGet: {
              path: '/kept',
              httpHeaders: [
                {name: 'Authorization', value: 'SEEN'},
                {name: 'Host', value: 'kept-host'},
              ],
            },
          },
        },
      ],
    },
  };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {name: 's'},
    data: {'kept-data-key': 'SEEN'},
    stringData: {x: 'SEEN'},
  };
  recorder.append(begun);
  recorder.append({kind: 'object', is: 'present', object: pod});
  recorder.append({
    kind: 'phase',
    name: 'deploy',
    is: 'ended',
    facts: {...sampleFacts().deploy, objects: [pod, secret]} as never,
  });
  recorder.append({
    kind: 'line',
    source: 'x',
    text: 'GET / authorization: SEENSEEN, Authorization: Bearer SEENSEEN; pw=hunter22 eyJhbGciOiJSUzI1.SEEN.SEEN',
  });
  const text = await readFile(join(where, 'history.jsonl'), 'utf8');
  t.notRegex(text, /SEEN|hunter22/);
  for (const kept of ['kept"', 'kept-key', '/kept', 'kept-host', 'kept-data-key']) t.true(text.includes(kept), kept);
  t.deepEqual((await readHistory(where)).events, [...recorder.events]);
});

for (const [index, name] of [
  'requests.csv',
  'added.csv',
  'samples.csv',
  'history.jsonl',
  'requests.csv',
  'added.csv',
  'samples.csv',
  'history.jsonl',
].entries()) {
  test(`a disk that is full at write ${index + 1}, to ${name}: told once, thrown at nobody, and nothing is written after it`, async (t) => {
    const where = await folder();
    const told: HistoryError[] = [];
    let writes = 0;
    const write = (file: number, text: string): void => {
      if (writes++ === index) throw new Error('ENOSPC: no space left on device, write');
      writeSync(file, text);
    };
    await using recorder = openRecorder(where, {clock, epochMs: 1000, write, onFailure: (error) => told.push(error)});
    recorder.append(begun);
    recorder.requests('1.5,2,3.25,new,home,ok,200\n');
    recorder.added('1.5,2,3.25,new,(connection alone),ok,0\n');
    recorder.samples('1000,n,p,u,c,i,1,2,3,4,5,6,7,8,9,10,11,12\n');
    recorder.append({kind: 'phase', name: 'preflight', is: 'begun'});
    t.is(told.length, 1);
    t.is(
      told[0]?.message,
      `The history cannot be written to ${join(where, name)}: ENOSPC: no space left on device, write`,
    );
    t.is(recorder.failure, told[0]);
    t.is(writes, index + 1);
    t.is(recorder.events.length, 2, 'conditions go on with what is in memory');
  });
}
