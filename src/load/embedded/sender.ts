import {Connection, type ConnectionEvents, type Exchange} from './connection.ts';
import {Fifo} from './fifo.ts';
import {KeptConnections} from './kept-connections.ts';
import type {ConnectionKind, Outcome} from '../../history/tables.ts';
import type {LoadTarget} from '../engine.ts';
import type {Ledger} from './ledger.ts';
import type {PreparedRequest} from './prepared.ts';
import type {SourcePorts} from './source-ports.ts';

/** How long the subject has to close an answered connection that is not used again before it is reset, in ms. */
const closeWithinMs = 1000;

/** What is beyond these is not sent. */
export interface SenderLimits {
  readonly maxOpen: number;
  readonly maxLagMs: number;
}

/**
 * Sends requests, watches over their time-outs, and writes each into the ledger when it ends. The time-out runs from
 * the start of the request (its connection included), not from its plan: our own lag must not fail the subject. The
 * subject closes the connections that are not used again (`connection: close`), so that TIME-WAIT stays on its side and
 * does not use up our ports.
 */
export class Sender {
  newConnections = 0;
  readonly answered = {connections: 0, bytes: 0};
  bytesSent = 0;
  #openCount = 0;
  readonly #target: LoadTarget;
  readonly #limits: SenderLimits;
  readonly #ledger: Ledger;
  readonly #nowMs: () => number;
  readonly #ports: SourcePorts;
  readonly #open = new Fifo<Exchange>();
  readonly #closing = new Fifo<Connection>();
  readonly #kept = new KeptConnections();
  readonly #onGood: (request: PreparedRequest, tookMs: number) => void;
  readonly #events: ConnectionEvents = {
    opened: () => (this.newConnections += 1),
    sent: (bytes) => (this.bytesSent += bytes),
    answered: (bytes, isFirst) => {
      this.answered.bytes += bytes;
      if (isFirst) this.answered.connections += 1;
    },
    ended: (exchange, outcome, status) => this.#ended(exchange, outcome, status),
    closed: ({kind}) => {
      if (kind === 'reused') this.#kept.closed();
    },
  };

  /** `onGood` is told how long each good answer took, ms. */
  constructor(
    target: LoadTarget,
    limits: SenderLimits,
    ports: SourcePorts,
    ledger: Ledger,
    nowMs: () => number,
    onGood: (request: PreparedRequest, tookMs: number) => void = () => undefined,
  ) {
    this.#onGood = onGood;
    this.#target = target;
    this.#limits = limits;
    this.#ports = ports;
    this.#ledger = ledger;
    this.#nowMs = nowMs;
  }

  /** Requests that have not ended. */
  get openCount(): number {
    return this.#openCount;
  }

  /** When a request times out next, in ms since the trial began. */
  get nextDeadlineMs(): number {
    const first = this.#open.peek();
    return first === undefined ? Infinity : first.startMs + this.#target.timeoutMs;
  }

  send(stage: string, plannedMs: number, kind: ConnectionKind, request: PreparedRequest, keptRate: number): void {
    const startMs = this.#nowMs();
    this.#ledger.plan(stage, plannedMs, startMs - plannedMs);
    const exchange: Exchange = {plannedMs, startMs, kind, request, connection: undefined};
    if (startMs - plannedMs > this.#limits.maxLagMs || this.#openCount + this.#closing.size >= this.#limits.maxOpen) {
      this.#ledger.end(exchange, 'dropped', 0, startMs);
      return;
    }
    this.#openCount += 1;
    this.#open.push(exchange);
    this.#connectionFor(kind, keptRate).send(exchange);
  }

  /** Ends what has run out of time; to be called every few milliseconds. */
  sweep(nowMs: number): void {
    for (let first = this.#open.peek(); first !== undefined; first = this.#open.peek()) {
      if (first.connection !== undefined && nowMs < first.startMs + this.#target.timeoutMs) break;
      this.#open.shift();
      first.connection?.abort('timed-out');
    }
    for (let first = this.#closing.peek(); first !== undefined; first = this.#closing.peek()) {
      if (first.isAlive && nowMs < first.freeMs + closeWithinMs) break;
      this.#closing.shift();
      if (first.isAlive) first.reset();
    }
    this.#kept.sweep(nowMs);
  }

  /** Gives up every open request and closes every connection. */
  cutOff(): void {
    for (let first = this.#open.shift(); first !== undefined; first = this.#open.shift())
      first.connection?.abort('cut-off');
    this.sweep(Infinity);
  }

  #connectionFor(kind: ConnectionKind, keptRate: number): Connection {
    const kept = kind === 'reused' ? this.#kept.take(keptRate) : undefined;
    if (kept !== undefined) return kept;
    if (kind === 'reused') this.#kept.added();
    return new Connection(this.#target, kind, this.#events, this.#ports.next());
  }

  #ended(exchange: Exchange, outcome: Outcome, status: number): void {
    const {connection, kind} = exchange;
    const nowMs = this.#nowMs();
    exchange.connection = undefined;
    this.#openCount -= 1;
    this.#ledger.end(exchange, outcome, status, nowMs);
    if (outcome === 'ok') this.#onGood(exchange.request, nowMs - exchange.startMs);
    if (connection === undefined || !connection.isAlive) return;
    if (kind === 'reused' && connection.isReusable) {
      this.#kept.giveBack(connection, nowMs);
    } else {
      connection.freeMs = nowMs;
      this.#closing.push(connection);
    }
  }
}
