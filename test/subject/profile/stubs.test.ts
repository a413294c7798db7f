import {join} from 'node:path';
import test from 'ava';
import type {ExecutionContext} from 'ava';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith} from '../folders.ts';
import {good} from './good-profile.ts';

async function load(t: ExecutionContext, dependencies: string) {
  const folder = await folderWith(t, {'seatrial.yaml': `${good}dependencies:\n${dependencies}`, 'k8s/a.yaml': ''});
  return loadProfile(join(folder, 'seatrial.yaml'));
}

test('a stub that says nothing answers every call 200 at port 80, and with TLS at 443', async (t) => {
  const {stubs, facts} = await load(
    t,
    '  - {name: payments, kind: stub, need: hard}\n  - {name: api.example.com, kind: stub, need: soft, stub: {tls: true}}\n  - {name: crm, kind: record-only, need: soft}\n',
  );
  const answer = {path: '/*', status: 200, headers: {}, body: ''};
  t.deepEqual(stubs, [
    {name: 'payments', port: 80, tls: false, latencyMs: 0, errorShare: 0, responses: [answer]},
    {name: 'api.example.com', port: 443, tls: true, latencyMs: 0, errorShare: 0, responses: [answer]},
  ]);
  t.deepEqual(facts.dependencies[0], {name: 'payments', kind: 'stub', need: 'hard'});
});

test('what is declared of it is kept out of the facts: bodies and headers are nobody else’s', async (t) => {
  const {stubs, facts} = await load(
    t,
    `  - name: payments
    kind: stub
    need: hard
    stub:
      port: 8443
      latencyMs: 30
      errorShare: 0.01
      responses:
        - {method: POST, path: /v1/charges, status: 201, headers: {x-key: abc}, body: '{"id": "ch_1"}', latencyMs: 120}
        - {path: /v1/*}
`,
  );
  t.deepEqual(stubs[0]?.responses, [
    {
      method: 'POST',
      path: '/v1/charges',
      status: 201,
      headers: {'x-key': 'abc'},
      body: '{"id": "ch_1"}',
      latencyMs: 120,
    },
    {path: '/v1/*', status: 200, headers: {}, body: ''},
  ]);
  t.notRegex(JSON.stringify(facts), /ch_1|abc/);
});

for (const [dependency, error] of [
  ['{name: Payment API, kind: stub, need: hard}', /name to be the name by which it is called, such as payments or/],
  ['{name: 1pay, kind: stub, need: hard}', /the name by which it is called/],
  ['{name: 192.0.2.1, kind: stub, need: hard}', /the name by which it is called/],
  ['{name: a..b, kind: stub, need: hard}', /the name by which it is called/],
  ['{name: a, kind: stub, need: hard, stub: {port: 15020}}', /another port than 15020/],
  ['{name: a, kind: stub, need: hard, stub: {responses: []}}', /at least 1 item/],
  ['{name: a, kind: stub, need: hard, stub: {responses: [{path: v1}]}}', /begins with "\/"/],
  ['{name: a, kind: stub, need: hard, stub: {responses: [{path: /, status: 101}]}}', /at least 200/],
  ['{name: a, kind: stub, need: hard, stub: {errorShare: 1}}', /below 1/],
  ['{name: a, kind: record-only, need: hard, stub: {}}', /stub to be nothing \(kind is not stub\)/],
  [
    '{name: a, kind: stub, need: hard}\n  - {name: a, kind: stub, need: soft}',
    /a name of its own for each dependency, got "a" again/,
  ],
] as const) {
  test(`refused: ${dependency}`, async (t) => {
    const failure = await t.throwsAsync(load(t, `  - ${dependency}\n`), {instanceOf: UsageError});
    t.regex(failure?.message ?? '', error);
  });
}
