import type {ServerResponse} from 'node:http';
import test from 'ava';
import {openApi} from '../../src/cluster/api.ts';
import type {Clock} from '../../src/system/clock.ts';
import {json, startApiServer} from './api-server.ts';

const podKind = {apiVersion: 'v1', kind: 'Pod'};
/** Does not wait between attempts; counts one millisecond a question. */
const quickClock: Clock = {
  nowMs: (() => {
    let now = 0;
    return () => ++now;
  })(),
  wall: () => new Date(0),
  sleep: async () => Promise.resolve(),
};

function pod(name: string, resourceVersion: string) {
  return {...podKind, metadata: {name, uid: name, resourceVersion}};
}

/** A server that answers the n-th list and the n-th watch as told. */
async function watching(lists: readonly (readonly object[])[], watches: readonly ((response: ServerResponse) => void)[]) {
  let listed = 0;
  const versions: string[] = [];
  const server = await startApiServer(({url}, response) => {
    if (url.searchParams.get('watch') !== 'true') {
      json(response, 200, {metadata: {resourceVersion: String(100 * (listed + 1))}, items: lists[listed++] ?? []});
      return;
    }
    const answer = watches[versions.push(url.searchParams.get('resourceVersion') ?? '') - 1];
    // A connection that nobody planned for stays open and silent.
    if (answer === undefined) response.writeHead(200).flushHeaders();
    else answer(response);
  });
  const api = await openApi(server.kubeconfig, quickClock);
  const seen: string[] = [];
  const until = (text: string) => new Promise<void>((resolve) => listeners.push((line) => line === text && resolve()));
  const listeners: ((line: string) => unknown)[] = [];
  const tell = (line: string) => {
    seen.push(line);
    for (const listener of listeners) listener(line);
  };
  const start = () => api.watch(podKind, {}, {event: (is, object) => tell(`${is} ${object.metadata.name}`), gap: () => tell('gap')});
  return {server, versions, seen, until, start};
}

function lines(response: ServerResponse, events: readonly object[]) {
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
}

test('everything there is first, then changes as they come', async (t) => {
  const bed = await watching(
    [[pod('a', '1')]],
    [
      (response) =>
        lines(response, [
          {type: 'ADDED', object: pod('b', '101')},
          {type: 'DELETED', object: pod('a', '102')},
        ]),
    ],
  );
  await using _server = bed.server;
  const gone = bed.until('gone a');
  await using _watch = bed.start();
  await gone;
  t.deepEqual(bed.seen, ['present a', 'present b', 'gone a']);
});

test('after an orderly end it goes on where it stopped, without a gap', async (t) => {
  const bed = await watching(
    [[]],
    [
      (response) => {
        lines(response, [
          {type: 'ADDED', object: pod('a', '101')},
          {type: 'BOOKMARK', object: {...podKind, metadata: {resourceVersion: '150'}}},
        ]);
        response.end();
      },
      (response) => lines(response, [{type: 'ADDED', object: pod('b', '151')}]),
    ],
  );
  await using _server = bed.server;
  const second = bed.until('present b');
  await using _watch = bed.start();
  await second;
  t.deepEqual(bed.seen, ['present a', 'present b']);
  t.deepEqual(bed.versions, ['100', '150']);
});

test('410 Gone tells a gap, and what changed meanwhile comes from a new list', async (t) => {
  const expired = {type: 'ERROR', object: {kind: 'Status', code: 410, message: 'too old'}};
  const bed = await watching(
    [
      [pod('a', '1'), pod('b', '2')],
      [pod('b', '2'), pod('c', '3')],
    ],
    [
      (response) => {
        lines(response, [expired]);
        response.end();
      },
    ],
  );
  await using _server = bed.server;
  const third = bed.until('present c');
  await using _watch = bed.start();
  await third;
  t.deepEqual(bed.seen, ['present a', 'present b', 'gap', 'gone a', 'present c']);
});

test('410 as the answer itself is the same', async (t) => {
  const bed = await watching([[pod('a', '1')], [pod('a', '9')]], [(response) => json(response, 410, {kind: 'Status', code: 410})]);
  await using _server = bed.server;
  const gap = bed.until('gap');
  const again = bed.until('present a');
  await using _watch = bed.start();
  await Promise.all([gap, again]);
  t.deepEqual(bed.versions.slice(0, 1), ['100']);
});

test('disposing ends a silent watch', async (t) => {
  const bed = await watching([[]], []);
  await using _server = bed.server;
  const watch = bed.start();
  await watch[Symbol.asyncDispose]();
  t.deepEqual(bed.seen, []);
});
