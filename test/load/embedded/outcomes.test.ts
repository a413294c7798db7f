import test from 'ava';
import type {Socket} from 'node:net';
import {outcomeOf} from '../../../src/load/embedded/connection.ts';
import type {Outcome} from '../../../src/history/tables.ts';
import {answer, closedPort, listen} from '../helpers/servers.ts';
import {record, type LoadSettings} from '../helpers/trial-load.ts';

interface Case {
  readonly serve: (socket: Socket) => void;
  readonly settings?: Partial<LoadSettings>;
  readonly outcome: Outcome;
  /** Left out where it depends on how much arrived in time. */
  readonly status?: number;
}

const onData =
  (act: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.on('data', () => act(socket));
  };
const says = (text: string): Case['serve'] => onData((socket) => socket.end(text));

const cases: Readonly<Record<string, Case>> = {
  'the expected answer': {serve: says(answer(200, 'hello')), outcome: 'ok', status: 200},
  'an answer that ends with its connection': {serve: says('HTTP/1.1 200 OK\r\n\r\nhello'), outcome: 'ok', status: 200},
  'a status that is not expected': {serve: says(answer(503, '')), outcome: 'status', status: 503},
  'a 200 of a stranger, told by its body': {
    serve: says(answer(200, 'default backend')),
    settings: {request: {expect: {status: [200], bodyIncludes: 'shop'}}},
    outcome: 'unexpected',
    status: 200,
  },
  'a 200 of a stranger, told by a header': {
    serve: says(answer(200, '', 'x-app: other\r\n')),
    settings: {request: {expect: {status: [200], header: {name: 'x-app', value: 'shop'}}}},
    outcome: 'unexpected',
    status: 200,
  },
  'a 200 of a stranger, told by a JSON path': {
    serve: says(answer(200, '{"app":"other"}')),
    settings: {request: {expect: {status: [200], jsonPath: {path: '$.app', value: 'shop'}}}},
    outcome: 'unexpected',
    status: 200,
  },
  'a stranger that does not speak HTTP': {
    serve: (socket) => socket.write('220 mail\r\n\r\n'),
    outcome: 'unexpected',
    status: 0,
  },
  'a reset': {serve: onData((socket) => socket.resetAndDestroy()), outcome: 'reset', status: 0},
  'an end before the answer': {serve: onData((socket) => socket.end()), outcome: 'reset', status: 0},
  'an end within the answer': {
    serve: says('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhel'),
    outcome: 'reset',
    status: 200,
  },
  silence: {serve: () => {}, settings: {target: {timeoutMs: 150}}, outcome: 'timed-out', status: 0},
  'silence within the answer': {
    serve: onData((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhel')),
    settings: {target: {timeoutMs: 150}},
    outcome: 'timed-out',
  },
};

for (const [name, {serve, settings, outcome, status}] of Object.entries(cases)) {
  test(`${name} is ${outcome} over both kinds of connections`, async (t) => {
    await using server = await listen(serve);
    const target = {...settings?.target, newShare: 0.5};
    const {rows, summary} = await record({...settings, port: server.port, target});
    const seen = new Set(rows.map((row) => `${row.connection} ${row.outcome}`));
    t.deepEqual([...seen].toSorted(), [`new ${outcome}`, `reused ${outcome}`]);
    t.is(rows.length, 20);
    t.is(summary.rows[outcome], 20);
    if (status !== undefined) t.true(rows.every((row) => row.status === status));
  });
}

test('a port on which nothing listens is refused', async (t) => {
  const {summary} = await record({port: await closedPort()});
  t.is(summary.rows.refused, 20);
  t.is(summary.newConnections, 0);
  t.is(summary.bytesSent, 0);
});

test('a name that does not exist is dns', async (t) => {
  const {summary} = await record({port: 1, target: {host: 'nosuchhost.invalid'}, stage: {ratePerSecond: 20}});
  t.is(summary.rows.dns, 2);
});

test('what exceeds the cap on open requests is dropped, and the rest is not', async (t) => {
  await using server = await listen(() => {});
  // Far longer than the schedule lasts: no request ends before the last one is planned, also on a busy machine.
  const {rows, summary} = await record({port: server.port, engine: {maxOpen: 3}, target: {timeoutMs: 3000}});
  t.is(summary.rows['timed-out'], 3);
  t.is(summary.rows.dropped, 17);
  t.is(rows.length, 20);
  t.true(rows.filter((row) => row.outcome === 'timed-out').every((row) => row.latencyMs >= 3000));
});

for (const [code, syscall, isEstablished, outcome] of [
  ['ECONNREFUSED', 'connect', false, 'refused'],
  ['EHOSTUNREACH', 'connect', false, 'refused'],
  ['ECONNRESET', 'connect', false, 'reset'],
  ['ECONNRESET', 'read', true, 'reset'],
  ['EPIPE', 'write', true, 'reset'],
  ['EHOSTUNREACH', 'read', true, 'reset'],
  ['ETIMEDOUT', 'connect', false, 'timed-out'],
  ['ETIMEDOUT', 'read', true, 'timed-out'],
  ['ENOTFOUND', 'getaddrinfo', false, 'dns'],
  ['EAI_AGAIN', 'getaddrinfo', false, 'dns'],
  ['EMFILE', 'connect', false, 'dropped'],
  ['EADDRNOTAVAIL', 'connect', false, 'dropped'],
] as const) {
  test(`${code} of ${syscall} ${isEstablished ? 'after' : 'before'} the connection is ${outcome}`, (t) => {
    t.is(outcomeOf(Object.assign(new Error(code), {code, syscall}), isEstablished), outcome);
  });
}
