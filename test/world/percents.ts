/** A number, or a percentage of another one. */
export function intOrPercent(value: number | string, of: number, rounded: (value: number) => number): number {
  return typeof value === 'number' ? value : rounded((Number(value.replace('%', '')) * of) / 100);
}
