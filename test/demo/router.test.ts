import test from 'ava';
import {match, type Route} from '../../demo/shop/src/service/router.ts';

const route = (name: string, method: string, pattern: string): Route => ({
  name,
  method,
  pattern,
  handler: () => ({status: 200}),
});
const routes = [route('list', 'GET', '/orders'), route('place', 'POST', '/orders'), route('one', 'GET', '/orders/:id')];

test('a path is matched with its method', (t) => {
  t.is(match(routes, 'GET', '/orders')?.route.name, 'list');
  t.is(match(routes, 'POST', '/orders')?.route.name, 'place');
});

test('a parameter matches one whole segment', (t) => {
  t.deepEqual(match(routes, 'GET', '/orders/7')?.parameters, {id: '7'});
  t.is(match(routes, 'GET', '/orders/'), undefined);
  t.is(match(routes, 'GET', '/orders/7/lines'), undefined);
});

test('anything else is no match', (t) => {
  t.is(match(routes, 'DELETE', '/orders'), undefined);
  t.is(match([], 'GET', '/'), undefined);
});
