import test from 'ava';
import type {RequestSpec} from '../../../src/load/engine.ts';
import {directRequestsOf} from '../../../src/subject/profile/direct-requests.ts';
import {home} from '../../load/helpers/home.ts';

const asked = (...changes: readonly Partial<RequestSpec>[]) =>
  directRequestsOf(changes.map((change) => ({...home, ...change})));

test('a GET is asked directly with its headers, by small names; nothing else and none with a body', (t) => {
  t.deepEqual(asked({headers: {Accept: 'text/html', 'X-Tenant': 'a'}}), [
    {name: 'home', path: '/', headers: {accept: 'text/html', 'x-tenant': 'a'}, statuses: [200]},
  ]);
  t.deepEqual(asked({method: 'POST'}, {method: 'HEAD'}, {body: 'x'}), []);
});

test('what the API server keeps for itself does not come as far as a pod: such a request is not asked', (t) => {
  for (const name of ['Authorization', 'Host', 'Impersonate-User', 'X-Remote-User', 'Upgrade', 'Expect'])
    t.deepEqual(asked({headers: {[name]: 'x'}}), [], name);
});

test('what the load does not send either is left out', (t) => {
  t.deepEqual(asked({headers: {Connection: 'close', 'Content-Length': '0'}})[0]?.headers, {});
});
