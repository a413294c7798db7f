import type {Table} from '../../../src/history/tables.ts';

/** Rows as the typed columns that a history has. */
export function table<Row extends object>(
  names: readonly (keyof Row & string)[],
  rows: readonly Row[],
): {readonly length: number; readonly columns: object} {
  const text = new Set(['connection', 'request', 'outcome', 'node', 'pod', 'podUid', 'container', 'containerId']);
  // Row by row: a row of another shape costs once, not once for each column.
  const columns: Record<string, Float64Array | unknown[]> = {};
  for (const name of names)
    columns[name] = text.has(name) ? Array.from({length: rows.length}) : new Float64Array(rows.length);
  for (const [index, row] of rows.entries())
    for (const name of names) {
      const column = columns[name];
      if (column instanceof Float64Array) column[index] = Number(row[name]);
      else if (column !== undefined) column[index] = row[name];
    }
  return {length: rows.length, columns};
}

/** The same columns, cut off. */
export function firstRows<Row>({columns}: Table<Row>, length: number): Table<Row> {
  const first = Object.entries<Float64Array | readonly unknown[]>(columns).map(([name, column]) => [
    name,
    column.slice(0, length),
  ]);
  return {length, columns: Object.fromEntries(first) as Table<Row>['columns']};
}
