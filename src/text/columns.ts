/**
 * Rows of cells as lines for a terminal: each column is as wide as its widest cell, with two spaces between. Cells of
 * columns that hold figures end at the same place, the others begin there.
 */
export function columns(
  rows: readonly (readonly string[])[],
  holdsFigures: (column: number) => boolean = () => false,
): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({length: count}, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        holdsFigures(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
