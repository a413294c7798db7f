import type {RequestSpec} from '../../load/engine.ts';

/** A request that one pod can be asked past every Service. */
export interface DirectRequest {
  readonly name: string;
  readonly path: string;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: readonly number[];
}

/**
 * The declared requests that one pod can be asked, through the API server: GETs without a body, with all headers that
 * the load sends. A header that the API server keeps for itself, or that belongs to one connection, does not come as far
 * as the pod: without it the answer would say nothing.
 */
export function directRequestsOf(requests: readonly RequestSpec[]): readonly DirectRequest[] {
  return requests.flatMap(({name, method, path, headers, body, expect}) => {
    if (method !== 'GET' || body !== undefined) return [];
    const named = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value] as const);
    const sent = named.filter(([header]) => !unsent.has(header));
    if (sent.some(([header]) => kept.test(header))) return [];
    return [{name, path, headers: Object.fromEntries(sent), statuses: expect.status}];
  });
}

/** The load writes its own ones instead. */
const unsent: ReadonlySet<string> = new Set(['connection', 'content-length']);

const kept =
  /^(?:authorization|host|impersonate-.*|x-remote-.*|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;
