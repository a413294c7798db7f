import type {Table} from '../../../src/history/tables.ts';

/** Rows as the typed columns that a history has. */
export function table<Row extends object>(
  names: readonly (keyof Row & string)[],
  rows: readonly Row[],
): {readonly length: number; readonly columns: object} {
  const text = new Set(['connection', 'request', 'outcome', 'node', 'pod', 'podUid', 'container', 'containerId']);
  // A typed array that is mapped is filled many times faster than one made from an array of rows.
  const column = (name: keyof Row & string) =>
    text.has(name)
      ? rows.map((row) => row[name])
      : new Float64Array(rows.length).map((_zero, index) => Number(rows[index]?.[name]));
  return {length: rows.length, columns: Object.fromEntries(names.map((name) => [name, column(name)]))};
}

/** The same columns, cut off. */
export function firstRows<Row>({columns}: Table<Row>, length: number): Table<Row> {
  const first = Object.entries<Float64Array | readonly unknown[]>(columns).map(([name, column]) => [
    name,
    column.slice(0, length),
  ]);
  return {length, columns: Object.fromEntries(first) as Table<Row>['columns']};
}
