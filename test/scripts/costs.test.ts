import test from 'ava';
import {costsTable} from '../../scripts/tests/costs.ts';

test('each part with its tests, time and share, and the files in it that took most, first', (t) => {
  const table = costsTable(
    [
      {title: 'set-up', passed: 0, failed: 0, ms: 2400, files: []},
      {
        title: 'own clusters',
        passed: 3,
        failed: 1,
        ms: 238_800,
        files: [
          {name: 'quick', tests: 1, ms: 800},
          {name: 'owners', tests: 1, ms: 38_000},
          {name: 'trial', tests: 2, ms: 200_000},
        ],
      },
    ],
    241_200,
  );
  t.is(
    table,
    [
      '| part         | tests |       time | share |',
      '| ------------ | ----: | ---------: | ----: |',
      '| set-up       |       |      2.4 s |   1 % |',
      '| own clusters |     4 | 3 min 59 s |  99 % |',
      '| · trial      |     2 | 3 min 20 s |  83 % |',
      '| · owners     |     1 |       38 s |  16 % |',
      '| whole        |     4 |  4 min 1 s | 100 % |',
    ].join('\n'),
  );
});

test('a run without any part has a table too', (t) => {
  t.regex(costsTable([], 0), /\| whole +\| +\| +0 s \| +0 % \|$/);
});
