import type {KubeConfig} from '@kubernetes/client-node';
import {messageOf} from '../../system/errors.ts';
import {bytes} from '../../text/units.ts';
import {ApiError} from './api-error.ts';
import {readKubeconfig} from '../kind/kubeconfig.ts';
import {duration} from '../../text/duration.ts';

/** One call to the API server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with query, such as /api/v1/nodes?limit=5. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** What is sent beside, and instead of what is asked for by default; never instead of what lets us in. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bound of the whole call; default 15 s. */
  readonly timeoutMs?: number;
  /** The longest answer that is read, in bytes; default 64 MiB. */
  readonly most?: number;
}

/**
 * The way to one API server, with its kubeconfig's credentials. Loading it costs 0.3 s and 90 MB, hence only when asked
 * for.
 */
export interface Client {
  readonly config: KubeConfig;
  /**
   * Sends the call and resolves with whatever the server answered; throws ApiError (status 0) when there was no answer.
   */
  send(call: Call): Promise<{readonly code: number; readonly text: string}>;
  /** Sends the call and resolves with the JSON answered; throws ApiError for anything but 2xx. */
  json<T>(call: Call): Promise<T>;
}

/** A list of 500 objects of the largest size that etcd takes would be longer; none of ours comes near. */
const mostBytes = 64 * 1024 ** 2;

/** Connects to the current context of a kubeconfig file of ours; no request is sent yet. */
export async function openClient(kubeconfig: string): Promise<Client> {
  const config = await readKubeconfig(kubeconfig);
  const {RequestContext, HttpMethod} = await import('@kubernetes/client-node');
  const origin = config.getCurrentCluster()?.server ?? '';
  const context = new RequestContext(origin, HttpMethod.GET);
  await config.applySecurityAuthentication(context);
  const dispatcher = context.getDispatcher();
  if (dispatcher === undefined)
    throw new ApiError('GET', kubeconfig, 0, 'NoCluster', 'the kubeconfig names no cluster to talk to');

  const send: Client['send'] = async ({
    method,
    path,
    body,
    contentType = 'application/json',
    headers = {},
    timeoutMs = 15_000,
    most = mostBytes,
  }) => {
    try {
      const answer = await dispatcher.request({
        origin,
        path,
        method,
        headers: {
          accept: 'application/json',
          ...headers,
          ...context.getHeaders(),
          ...(body === undefined ? {} : {'content-type': contentType}),
        },
        ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await upTo(most, answer.body);
      if (text === undefined)
        throw new ApiError(method, path, answer.statusCode, 'TooLong', `the answer is longer than ${bytes(most)}`);
      return {code: answer.statusCode, text};
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(method, path, 0, 'NoAnswer', `${messageOf(error)} (bound ${duration(timeoutMs)})`, error);
    }
  };

  return {
    config,
    send,
    async json<T>(call: Call) {
      const {code, text} = await send(call);
      if (code < 200 || code > 299) throw refusal(call, code, text);
      return JSON.parse(text) as T;
    },
  };
}

/** The text of a body, undefined when it is longer than `most` bytes: the rest is not read. */
async function upTo(most: number, body: AsyncIterable<unknown>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    // Leaving the loop destroys the body, and its connection with it.
    if (length > most) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The server's Status as an ApiError; anything else that it answered is kept as the message. */
export function refusal(call: Call, code: number, text: string): ApiError {
  const status = statusOf(text);
  return new ApiError(
    call.method,
    call.path,
    code,
    status.reason ?? String(code),
    status.message ?? text.slice(0, 500),
  );
}

/** The reason, message and causes of a Status object in JSON; empty for other text. */
export function statusOf(text: string): {
  readonly reason?: string;
  readonly message?: string;
  readonly causes: readonly string[];
} {
  try {
    const status = JSON.parse(text) as {
      reason?: unknown;
      message?: unknown;
      details?: {readonly causes?: readonly {readonly message?: string}[]};
    };
    return {
      ...(typeof status.reason === 'string' ? {reason: status.reason} : {}),
      ...(typeof status.message === 'string' ? {message: status.message} : {}),
      causes: (status.details?.causes ?? []).flatMap(({message}) => message ?? []),
    };
  } catch {
    return {causes: []};
  }
}
