import type {IncomingMessage} from 'node:http';

/** What a handler gets: the matched parts of the path, the query and the raw request. */
export interface Call {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
}

/** What a handler gives back; a body that is not a Buffer is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Handler = (call: Call) => Promise<Reply> | Reply;

/** 200 with a JSON body. */
export const ok = (body: unknown): Reply => ({status: 200, body});

/** 503 that tells the client when to come back, in whole seconds. */
export const busy = (why: string, retryAfterSeconds = 1): Reply => ({
  status: 503,
  headers: {'retry-after': String(retryAfterSeconds)},
  body: {error: why},
});

/** 400 with the reason. */
export const refused = (why: string): Reply => ({status: 400, body: {error: why}});

/** 404 for a thing that is not there. */
export const missing = (what: string): Reply => ({status: 404, body: {error: `no such ${what}`}});
