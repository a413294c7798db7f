import test from 'ava';
import {answer, answering} from '../helpers/servers.ts';
import {home} from '../helpers/home.ts';
import {record} from '../helpers/trial-load.ts';

test('requests go to the door that they state, each has its row, and only those to the target count as answered by it', async (t) => {
  await using web = await answering(answer(200, 'web'));
  await using api = await answering(answer(200, 'api'));
  const {rows, summary} = await record({
    port: web.port,
    doors: [api.port],
    stage: {ratePerSecond: 400, boundMs: 250},
    target: {newShare: 1},
    requests: [
      {...home, weight: 0.75, expect: {status: [200], bodyIncludes: 'web'}},
      {...home, name: 'order', weight: 0.25, door: 0, expect: {status: [200], bodyIncludes: 'api'}},
    ],
  });
  t.is(rows.length, 100);
  t.is(summary.rows.ok, 100);
  const to = (name: string): number => rows.filter(({request}) => request === name).length;
  t.true(to('order') > 10 && to('home') > 50);
  t.is(api.connections() + web.connections(), 100);
  t.is(summary.answered.connections, to('home'));
});
