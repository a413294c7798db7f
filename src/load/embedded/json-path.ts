/**
 * The value at a path such as `$.items[0].id` or `items.0.id` in a JSON text; undefined when the text is no JSON or has
 * nothing there. Filters, wildcards and quoted names are not understood.
 */
export function valueAt(text: string, path: string): unknown {
  let value = parsed(text);
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function keysOf(path: string): readonly string[] {
  return path
    .replace(/^\$/, '')
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
}
