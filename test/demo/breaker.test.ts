import test from 'ava';
import {breaker} from '../../demo/shop/src/orders/breaker.ts';
import type {Database} from '../../demo/shop/src/orders/database.ts';
import {Saturated} from '../../demo/shop/src/service/limiter.ts';

test('a database that is known to be away is not asked; one that is there is', async (t) => {
  let asked = 0;
  const rows = async () => {
    asked += 1;
    return Promise.resolve([]);
  };
  let trouble: string | undefined = 'no answer';
  const database = breaker({rows} as unknown as Database, () => trouble);
  await t.throwsAsync(database.rows('select 1'), {instanceOf: Saturated, message: 'the database is away: no answer'});
  t.is(asked, 0);
  trouble = undefined;
  t.deepEqual(await database.rows('select 1'), []);
  t.is(asked, 1);
});
