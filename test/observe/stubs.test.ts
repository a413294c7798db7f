import test from 'ava';
import type {ObserverContext} from '../../src/observe/observer.ts';
import {stubs} from '../../src/observe/stubs.ts';
import {fakeCluster, settled} from './fake-cluster.ts';

/** An observer of some stubs, each look at which is answered by `answer`. */
function watching(names: readonly string[], answer: (look: number) => {readonly code: number; readonly body: string}) {
  const fake = fakeCluster();
  const asked: string[] = [];
  const {cluster} = fake.context;
  const raw = async (path: string) => (asked.push(path), Promise.resolve(answer(asked.length)));
  const context = {...fake.context, stubs: names, cluster: {...cluster, api: {...cluster.api, raw}}} as ObserverContext;
  return {...fake, asked, context};
}

const told = (calls: number) => ({code: 200, body: JSON.stringify({calls, errors: 0, undeclared: 0, examples: {}})});

test('a stub is asked every 5 s and once at the end', async (t) => {
  const {context, asked, events, pass} = watching(['payments'], told);
  const running = await stubs(context);
  await settled();
  await pass(5000);
  await running[Symbol.asyncDispose]();
  t.deepEqual([...new Set(asked)], ['/api/v1/namespaces/seatrial-system/pods/stub-payments:15020/proxy/calls']);
  t.deepEqual(
    events
      .map((event) => (event.kind === 'answer' ? event.answer.answer : event))
      .map((it) => (it as {calls: number}).calls),
    [1, 2, 3],
  );
});

test('one that does not tell any more is a gap of the machine; one that never did is not there yet', async (t) => {
  const {context, events, pass} = watching(['payments'], (look) => (look === 2 ? told(1) : {code: 503, body: ''}));
  const running = await stubs(context);
  await settled();
  t.deepEqual(events, []);
  await pass(5000);
  await pass(5000);
  t.like(events.at(-1), {kind: 'gap', channel: 'host', of: {name: 'payments'}, fromMs: 5000});
  await running[Symbol.asyncDispose]();
});

test('without a stub nothing is asked', async (t) => {
  const {context, asked} = watching([], told);
  const running = await stubs(context);
  await running[Symbol.asyncDispose]();
  t.deepEqual(asked, []);
});
