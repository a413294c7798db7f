import test from 'ava';
import {columns} from '../../src/text/columns.ts';

test('columns are as wide as their widest cell, figures end at the same place, and no line ends with spaces', (t) => {
  const rows = [
    ['', 'time', 'found'],
    ['kind', '2.4 s', ''],
    ['image', '3 min 5 s', 'kind 1.0'],
  ];
  t.deepEqual(
    columns(rows, (column) => column === 1),
    ['            time  found', 'kind       2.4 s', 'image  3 min 5 s  kind 1.0'],
  );
  t.deepEqual(columns([['a', 'b'], ['ccc']]), ['a    b', 'ccc']);
  t.deepEqual(columns([]), []);
});
