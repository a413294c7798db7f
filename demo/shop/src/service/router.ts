import type {Handler} from './reply.ts';

/** One path of a service; `name` is its label in metrics, so that ids never become labels. */
export interface Route {
  readonly name: string;
  readonly method: string;
  readonly pattern: string;
  readonly handler: Handler;
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route for a method and a path without query; `:name` in a pattern matches one segment. */
export function match(routes: readonly Route[], method: string, path: string): Match | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const parameters = compare(route.pattern, path);
    if (parameters) return {route, parameters};
  }
  return undefined;
}

function compare(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else parameters[segment.slice(1)] = value;
  }
  return parameters;
}
