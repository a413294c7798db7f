import test from 'ava';
import {csvField, prepare} from '../../../src/load/embedded/prepared.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {home} from '../helpers/home.ts';

const target = {host: 'shop', port: 8080, timeoutMs: 1000};

test('a request for either kind of connection', (t) => {
  const {bytes} = prepare(home, target);
  t.is(bytes.reused.toString(), 'GET / HTTP/1.1\r\nhost: shop:8080\r\n\r\n');
  t.is(bytes.new.toString(), 'GET / HTTP/1.1\r\nhost: shop:8080\r\nconnection: close\r\n\r\n');
});

test('a body has its length in bytes, and a POST without one has length 0', (t) => {
  const post = {...home, method: 'post', headers: {Host: 'shop.example', 'x-a': '1'}};
  t.is(
    prepare({...post, body: 'grün'}, target).bytes.reused.toString(),
    'POST / HTTP/1.1\r\nHost: shop.example\r\nx-a: 1\r\ncontent-length: 5\r\n\r\ngrün',
  );
  t.true(prepare(post, target).bytes.reused.toString().endsWith('content-length: 0\r\n\r\n'));
});

test('an IPv6 address is bracketed', (t) => {
  t.true(
    prepare(home, {...target, host: '::1'})
      .bytes.new.toString()
      .includes('host: [::1]:8080\r\n'),
  );
});

test('the kind decides about the connection, and the body about its length', (t) => {
  const {bytes} = prepare({...home, headers: {Connection: 'keep-alive', 'Content-Length': '9'}}, target);
  t.is(bytes.reused.toString(), 'GET / HTTP/1.1\r\nhost: shop:8080\r\n\r\n');
});

for (const [what, spec] of [
  ['a path with a space', {path: '/a b'}],
  ['a path without a slash', {path: 'a'}],
  ['a path that smuggles a header', {path: '/\r\nx: y'}],
  ['a method of two words', {method: 'GET /'}],
  ['a header name with a colon', {headers: {'a:b': 'c'}}],
  ['a header value with a line break', {headers: {a: 'b\r\nc: d'}}],
] as const) {
  test(`${what} is refused by name`, (t) => {
    const error = t.throws(() => prepare({...home, ...spec}, target), {instanceOf: UsageError});
    t.true(error.message.includes('`home`'));
  });
}

test('a field of a CSV row is quoted only when it must be', (t) => {
  t.is(csvField('home page'), 'home page');
  t.is(csvField('a,b'), '"a,b"');
  t.is(csvField('say "hi"'), '"say ""hi"""');
  t.is(csvField('two\nlines'), '"two\nlines"');
});
