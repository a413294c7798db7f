import test from 'ava';
import {draw} from '../../../src/load/embedded/mix.ts';
import {headerOf, ResponseParser, type Progress} from '../../../src/load/embedded/response-parser.ts';

interface Answer {
  readonly text: string;
  readonly status: number;
  readonly body: string;
  readonly reusable: boolean;
  readonly headOnly?: boolean;
  readonly byEnd?: boolean;
}

const answers: Readonly<Record<string, Answer>> = {
  'with a length': {
    text: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    status: 200,
    body: 'hello',
    reusable: true,
  },
  'without a reason': {text: 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', status: 200, body: '', reusable: true},
  'in chunks': {
    text: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=1\r\nhello\r\nA\r\n, world!!!\r\n0\r\ntrailer: 1\r\n\r\n',
    status: 200,
    body: 'hello, world!!!',
    reusable: true,
  },
  'up to the end': {text: 'HTTP/1.1 200 OK\r\n\r\nhello', status: 200, body: 'hello', reusable: false, byEnd: true},
  'that closes': {
    text: 'HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 1\r\n\r\nx',
    status: 200,
    body: 'x',
    reusable: false,
  },
  'of HTTP/1.0': {text: 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', status: 200, body: 'x', reusable: false},
  'without content': {text: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204, body: '', reusable: true},
  'not modified': {
    text: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n',
    status: 304,
    body: '',
    reusable: true,
  },
  'to HEAD': {
    text: 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n',
    status: 200,
    body: '',
    reusable: true,
    headOnly: true,
  },
  'after others that only inform': {
    text: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok',
    status: 201,
    body: 'ok',
    reusable: true,
  },
  'with more than it should have': {
    text: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    status: 200,
    body: 'ok',
    reusable: true,
  },
};

for (const [name, expected] of Object.entries(answers)) {
  test(`an answer ${name} is read whole, however its bytes arrive`, (t) => {
    const parser = new ResponseParser();
    for (let round = 0; round < 60; round += 1) {
      parser.expect(expected.headOnly ?? false, true);
      const progress = feedInPieces(parser, Buffer.from(expected.text), round);
      t.is(expected.byEnd === true ? parser.end() : progress, 'whole');
      t.is(parser.status, expected.status);
      t.is(parser.body, expected.body);
      t.is(parser.reusable, expected.reusable);
    }
  });

  test(`an answer ${name} is not whole before its last byte`, (t) => {
    const bytes = Buffer.from(expected.text);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      const parser = new ResponseParser();
      parser.expect(expected.headOnly ?? false, true);
      t.is(parser.feed(bytes, cut), 'more');
    }
  });
}

for (const text of [
  'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'HTTP/2 200\r\n\r\n',
  'HTTP/1.1 20 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n',
  `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`,
]) {
  test(`${JSON.stringify(text.slice(0, 60))} is no answer`, (t) => {
    const parser = new ResponseParser();
    parser.expect(false, false);
    t.is(parser.feed(Buffer.from(text), Buffer.byteLength(text)), 'bad');
  });
}

test('an answer cut off by the end is bad', (t) => {
  const parser = new ResponseParser();
  parser.expect(false, false);
  t.is(feedInPieces(parser, Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel'), 1), 'more');
  t.is(parser.end(), 'bad');
});

test('bytes after an answer make the connection useless', (t) => {
  const parser = new ResponseParser();
  parser.expect(false, false);
  const text = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok?';
  t.is(parser.feed(Buffer.from(text), text.length), 'whole');
  t.false(parser.reusable);
});

test('only as much of a body as an expectation may need is kept', (t) => {
  const parser = new ResponseParser();
  parser.expect(false, true);
  const text = `HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`;
  t.is(feedInPieces(parser, Buffer.from(text), 1, 50_000), 'whole');
  t.is(parser.body.length, 1_048_576);
});

test('a header is found in any case, whole, and trimmed', (t) => {
  const head = 'HTTP/1.1 200 OK\r\nX-Application:  other\r\nX-App:shop \r\n';
  t.is(headerOf(head, 'x-app'), 'shop');
  t.is(headerOf(head, 'X-APPLICATION'), 'other');
  t.is(headerOf(head, 'app'), undefined);
  t.is(headerOf('HTTP/1.1 200 OK\r\n', 'x-app'), undefined);
});

/** Feeds bytes in pieces of random length, through one buffer that is overwritten each time, as a connection does. */
function feedInPieces(parser: ResponseParser, bytes: Buffer, seed: number, longest = 1 + seed): Progress {
  const buffer = Buffer.alloc(65_536);
  let progress: Progress = 'more';
  let at = 0;
  for (let piece = 0; at < bytes.length; piece += 1) {
    const length = Math.min(bytes.length - at, 1 + Math.floor(draw(seed, 0, piece, 0) * longest));
    bytes.copy(buffer, 0, at, at + length);
    progress = parser.feed(buffer, length);
    at += length;
  }
  return progress;
}
