import {connect as connectSocket} from 'node:net';
import type {Clock} from '../../system/clock.ts';
import {messageOf, UsageError, WaitTimeoutError} from '../../system/errors.ts';
import {waitFor} from '../../system/wait.ts';
import {duration} from '../../text/duration.ts';

export interface ReachOptions {
  /** Where the load will go, `http://host:port`. */
  readonly url: string;
  readonly service: string;
  readonly port: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Opens and closes one connection, or rejects. */
  readonly connect?: (host: string, port: number, withinMs: number) => Promise<void>;
}

/** New endpoints get into every node's rules in less than this. */
const withinMs = 10_000;
const everyMs = 100;
/** A packet that met no rule yet is sent again by the kernel after a second only: a new connection is sooner there. */
const connectMs = 300;

/**
 * Waits until a connection to the entry can be opened. Throws UsageError when its pods are ready and it still cannot.
 */
export async function reachEntry({url, service, port, clock, signal, connect = open}: ReachOptions): Promise<void> {
  const at = new URL(url);
  try {
    await waitFor({what: 'a connection to the entry', withinMs, everyMs, clock, signal}, async () => {
      try {
        await connect(at.hostname, Number(at.port), connectMs);
        return {done: undefined};
      } catch (error) {
        return {seen: messageOf(error)};
      }
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    throw new UsageError(
      'entry-unreachable',
      `The entry cannot be reached although its pods are ready: Service ${service}, port ${port}, at ${url}: ${error.lastSeen}`,
      {
        cause: error,
        hint: "Compare the Service's targetPort with the port its container listens on; a network policy must let the entry be reached from outside the cluster.",
      },
    );
  }
}

async function open(host: string, port: number, boundMs: number): Promise<void> {
  const socket = connectSocket({host, port, timeout: boundMs});
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
    socket.once('timeout', () => reject(new Error(`no answer in ${duration(boundMs)}`)));
  }).finally(() => socket.destroy());
}
