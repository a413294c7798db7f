import test from 'ava';
import {retryBudget} from '../../demo/shop/src/gateway/retry-budget.ts';

test('ten in stock, then one retry for ten requests', (t) => {
  const budget = retryBudget();
  t.deepEqual(
    Array.from({length: 11}, () => budget.take()),
    [...Array.from({length: 10}, () => true), false],
  );
  for (let sent = 0; sent < 9; sent += 1) budget.sent();
  t.false(budget.take());
  budget.sent();
  t.true(budget.take());
});
