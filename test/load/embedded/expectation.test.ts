import test from 'ava';
import {judgeAnswer} from '../../../src/load/embedded/expectation.ts';

const good = {
  status: 200,
  head: 'HTTP/1.1 200 OK\r\nX-App: shop\r\ncontent-type: text/plain\r\n',
  body: '{"app":"shop"}',
};

for (const [what, expect, outcome] of [
  ['its status alone', {status: [200]}, 'ok'],
  ['one of several statuses', {status: [404, 200]}, 'ok'],
  ['another status', {status: [204]}, 'status'],
  ['no status at all', {status: []}, 'status'],
  ['its header', {status: [200], header: {name: 'x-app', value: 'shop'}}, 'ok'],
  ['another value of a header', {status: [200], header: {name: 'x-app', value: 'other'}}, 'unexpected'],
  ['a header it lacks', {status: [200], header: {name: 'app', value: 'shop'}}, 'unexpected'],
  ['a part of its body', {status: [200], bodyIncludes: 'shop'}, 'ok'],
  ['another body', {status: [200], bodyIncludes: 'default backend'}, 'unexpected'],
  ['its value at a path', {status: [200], jsonPath: {path: '$.app', value: 'shop'}}, 'ok'],
  ['another value at a path', {status: [200], jsonPath: {path: '$.app', value: 1}}, 'unexpected'],
] as const) {
  test(`an answer against the expectation of ${what} is ${outcome}`, (t) => t.is(judgeAnswer(expect, good), outcome));
}
