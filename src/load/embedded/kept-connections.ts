import {Fifo} from './fifo.ts';
import type {Connection} from './connection.ts';

/**
 * How many kept connections a busy load spreads over: enough that a balancer which chooses per
 * connection reaches every replica fairly.
 */
const mostWanted = 64;
/**
 * A free connection is closed after this, in ms: before a Node server would (5 s), as writing into a closing connection
 * looks like a fault of the subject.
 */
const freeForMs = 4000;

/**
 * The connections that are reused, taken in turn: always using the warmest would send all requests to one replica.
 */
export class KeptConnections {
  readonly #free = new Fifo<Connection>();
  #size = 0;

  /** A free connection, or undefined when a new one should be opened. Each is meant to be used about once a second. */
  take(ratePerSecond: number): Connection | undefined {
    if (this.#size < Math.min(mostWanted, ratePerSecond)) return undefined;
    for (let connection = this.#free.shift(); connection !== undefined; connection = this.#free.shift()) {
      if (connection.isReusable) return connection;
    }
    return undefined;
  }

  added(): void {
    this.#size += 1;
  }

  closed(): void {
    this.#size -= 1;
  }

  giveBack(connection: Connection, nowMs: number): void {
    connection.freeMs = nowMs;
    this.#free.push(connection);
  }

  /** Closes what has been free for too long, or everything that is free. */
  sweep(nowMs: number): void {
    for (let first = this.#free.peek(); first !== undefined; first = this.#free.peek()) {
      if (first.isAlive && nowMs - first.freeMs < freeForMs) return;
      this.#free.shift();
      first.close();
    }
  }
}
