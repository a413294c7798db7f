type Plain = Readonly<Record<string, unknown>>;

/** Lays `over` on `under`: maps are merged key by key, anything else (lists too) is replaced. */
export function merge(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isPlain(under) || !isPlain(over)) return over;
  // By entries: a key of a stranger may be called `__proto__` or `constructor`.
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  const own = (map: Plain, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);
  return Object.fromEntries([...keys].map((key) => [key, merge(own(under, key), own(over, key))]));
}

/** True for a map, false for lists, null and scalars. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
