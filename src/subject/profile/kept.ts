import type {RequestSpec} from '../../load/engine.ts';

/** What is kept of answers, by the names under which requests use it. */
export type Kept = Readonly<Record<string, string>>;

const reference = /\$\{keep:([A-Za-z_]\w*)\}/g;

/** The names that a request uses of what was kept, in its path, headers and body. */
export function namesKeptBy({path, headers, body}: Pick<RequestSpec, 'path' | 'headers' | 'body'>): readonly string[] {
  const texts = [path, ...Object.values(headers), body ?? ''];
  return texts.flatMap((text) => [...text.matchAll(reference)].map(([, name = '']) => name));
}

/** A request with what was kept in the place of `${keep:name}`. */
export function withKept<Request extends Pick<RequestSpec, 'path' | 'headers' | 'body'>>(
  request: Request,
  kept: Kept,
): Request {
  const fill = (text: string): string =>
    text.replaceAll(reference, (whole, name: string) => (Object.hasOwn(kept, name) ? (kept[name] ?? '') : whole));
  return {
    ...request,
    path: fill(request.path),
    headers: Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, fill(value)])),
    body: request.body === undefined ? undefined : fill(request.body),
  };
}
