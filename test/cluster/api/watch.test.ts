import type {ServerResponse} from 'node:http';
import test from 'ava';
import {openApi} from '../../../src/cluster/api/api.ts';
import type {Clock} from '../../../src/system/clock.ts';
import {json, startApiServer} from '../api-server.ts';

const podKind = {apiVersion: 'v1', kind: 'Pod'};
interface QuickClock extends Clock {
  readonly pass: (ms: number) => void;
}

/** Does not wait between attempts; counts one millisecond a question, and what a test lets pass. */
function quickClock(): QuickClock {
  let now = 0;
  return {
    nowMs: () => ++now,
    wall: () => new Date(0),
    sleep: async () => Promise.resolve(),
    pass: (ms) => {
      now += ms;
    },
  };
}

function pod(name: string, resourceVersion: string) {
  return {...podKind, metadata: {name, uid: name, resourceVersion}};
}

/**
 * A server that answers the n-th list and the n-th watch as told; its collection is 10 versions newer at each watch.
 */
async function watching(
  lists: readonly (readonly object[])[],
  watches: readonly ((response: ServerResponse, clock: QuickClock) => void)[],
) {
  let listed = 0;
  const versions: string[] = [];
  const clock = quickClock();
  const server = await startApiServer(({url}, response) => {
    if (url.searchParams.get('limit') === '1') {
      json(response, 200, {
        metadata: {resourceVersion: String(100 * listed + 10 * (versions.length + 1)), continue: 'more'},
        items: [],
      });
      return;
    }
    if (url.searchParams.get('watch') !== 'true') {
      json(response, 200, {metadata: {resourceVersion: String(100 * (listed + 1))}, items: lists[listed++] ?? []});
      return;
    }
    const answer = watches[versions.push(url.searchParams.get('resourceVersion') ?? '') - 1];
    // A connection that nobody planned for stays open and silent.
    if (answer === undefined) response.writeHead(200).flushHeaders();
    else answer(response, clock);
  });
  const api = await openApi(server.kubeconfig, clock);
  const seen: string[] = [];
  const until = (text: string) => new Promise<void>((resolve) => listeners.push((line) => line === text && resolve()));
  const listeners: ((line: string) => unknown)[] = [];
  const tell = (line: string) => {
    seen.push(line);
    for (const listener of listeners) listener(line);
  };
  const start = () =>
    api.watch(podKind, {}, {event: (is, object) => tell(`${is} ${object.metadata.name}`), gap: () => tell('gap')});
  return {server, versions, seen, until, start};
}

function lines(response: ServerResponse, events: readonly object[]) {
  for (const event of events) response.write(`${JSON.stringify(event)}\n`);
}

test('everything there is first, then changes as they come', async (t) => {
  const world = await watching(
    [[pod('a', '1')]],
    [
      (response) =>
        lines(response, [
          {type: 'ADDED', object: pod('b', '101')},
          {type: 'DELETED', object: pod('a', '102')},
        ]),
    ],
  );
  await using _server = world.server;
  const gone = world.until('gone a');
  await using _watch = world.start();
  await gone;
  t.deepEqual(world.seen, ['present a', 'present b', 'gone a']);
});

test('after an orderly end it goes on where it stopped, without a gap', async (t) => {
  const world = await watching(
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
  await using _server = world.server;
  const second = world.until('present b');
  await using _watch = world.start();
  await second;
  t.deepEqual(world.seen, ['present a', 'present b']);
  t.deepEqual(world.versions, ['100', '150']);
});

test('where nothing happens the place moves on to what was the newest as the connection began', async (t) => {
  const silent = (response: ServerResponse, clock: QuickClock) => {
    clock.pass(20_000);
    response.end();
  };
  const world = await watching(
    [[]],
    [silent, silent, silent, (response) => lines(response, [{type: 'ADDED', object: pod('a', '131')}])],
  );
  await using _server = world.server;
  const present = world.until('present a');
  await using _watch = world.start();
  await present;
  t.deepEqual(world.versions, ['100', '100', '120', '130']);
  t.deepEqual(world.seen, ['present a']);
});

test('a silent connection that ends sooner than it was asked to, or fails, proves nothing: it goes on from the old place', async (t) => {
  const world = await watching(
    [[]],
    [
      (response) => response.end(),
      (response, clock) => {
        clock.pass(20_000);
        response.writeHead(200).flushHeaders();
        response.destroy();
      },
      (response) => lines(response, [{type: 'ADDED', object: pod('a', '131')}]),
    ],
  );
  await using _server = world.server;
  const present = world.until('present a');
  await using _watch = world.start();
  await present;
  t.deepEqual(world.versions, ['100', '100', '100']);
});

test('410 Gone tells a gap, and what changed meanwhile comes from a new list', async (t) => {
  const expired = {type: 'ERROR', object: {kind: 'Status', code: 410, message: 'too old'}};
  const world = await watching(
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
  await using _server = world.server;
  const third = world.until('present c');
  await using _watch = world.start();
  await third;
  t.deepEqual(world.seen, ['present a', 'present b', 'gap', 'gone a', 'present c']);
});

test('410 as the answer itself is the same', async (t) => {
  const world = await watching(
    [[pod('a', '1')], [pod('a', '9')]],
    [(response) => json(response, 410, {kind: 'Status', code: 410})],
  );
  await using _server = world.server;
  const gap = world.until('gap');
  const again = world.until('present a');
  await using _watch = world.start();
  await Promise.all([gap, again]);
  t.deepEqual(world.versions.slice(0, 1), ['100']);
});

test('disposing ends a silent watch', async (t) => {
  const world = await watching([[]], []);
  await using _server = world.server;
  const watch = world.start();
  await watch[Symbol.asyncDispose]();
  t.deepEqual(world.seen, []);
});
