import {Socket} from 'node:net';
import {judgeAnswer} from './expectation.ts';
import {ResponseParser} from './response-parser.ts';
import type {ConnectionKind, Outcome} from '../../history/tables.ts';
import type {LoadTarget} from '../engine.ts';
import type {PreparedRequest} from './prepared.ts';

/** One request on its way. Times in ms since the trial began. */
export interface Exchange {
  readonly plannedMs: number;
  readonly startMs: number;
  readonly kind: ConnectionKind;
  readonly request: PreparedRequest;
  connection: Connection | undefined;
}

/** What the owner of connections hears about them. */
export interface ConnectionEvents {
  opened(): void;
  sent(bytes: number): void;
  /** The first of an answer came: to a request of so many bytes, and whether none came over this connection before. */
  answered(bytes: number, isFirst: boolean): void;
  /** The exchange is over and the connection carries none; it may or may not be alive. */
  ended(exchange: Exchange, outcome: Outcome, status: number): void;
  closed(connection: Connection): void;
}

/** All connections of a thread read into this; what must outlive a callback is copied. */
const readBuffer = Buffer.allocUnsafe(65_536);

/** One TCP connection that carries one request at a time. */
export class Connection {
  readonly kind: ConnectionKind;
  /** Free since, in ms since the trial began: set by whoever keeps it. */
  freeMs = 0;
  readonly #target: LoadTarget;
  #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #parser = new ResponseParser();
  #exchange: Exchange | undefined;
  #isEstablished = false;
  /** The last exchange that an answer came to. */
  #answeredTo: Exchange | undefined;

  /** Comes from `localPort`; where that is in use, from one that the kernel chooses. */
  constructor(target: LoadTarget, kind: ConnectionKind, events: ConnectionEvents, localPort: number) {
    this.kind = kind;
    this.#target = target;
    this.#events = events;
    this.#socket = this.#open(localPort);
  }

  get isAlive(): boolean {
    return !this.#socket.destroyed;
  }

  /** Whether it can take another request now. */
  get isReusable(): boolean {
    return this.isAlive && this.#parser.reusable;
  }

  /** Sends a request: at once, or as soon as the connection is there. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.connection = this;
    this.#parser.expect(exchange.request.headOnly, exchange.request.keepBody);
    if (this.#isEstablished) this.#write(exchange);
  }

  /** Gives the request up and tears the connection down. */
  abort(outcome: Outcome): void {
    this.reset();
    this.#finish(outcome);
  }

  /**
   * Closes with RST: a FIN would leave the port in FIN-WAIT or TIME-WAIT for a minute, and there are 28,000 of them.
   */
  reset(): void {
    if (this.#isEstablished) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Closes in the usual way. */
  close(): void {
    this.#socket.destroy();
  }

  #open(localPort?: number): Socket {
    const callback = (length: number): boolean => this.#receive(length);
    const socket = new Socket({allowHalfOpen: true, onread: {buffer: readBuffer, callback}});
    socket.on('connect', () => this.#established());
    socket.on('end', () => this.#otherSideEnded());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (localPort !== undefined && isPortTaken(error)) this.#socket = this.#open();
      else this.#finish(outcomeOf(error, this.#isEstablished));
    });
    socket.on('close', () => {
      if (socket !== this.#socket) return;
      this.#finish('reset');
      this.#events.closed(this);
    });
    const {host, port} = this.#target;
    socket.connect({host, port, noDelay: true, ...(localPort === undefined ? {} : {localPort})});
    return socket;
  }

  #established(): void {
    this.#isEstablished = true;
    this.#events.opened();
    if (this.#exchange !== undefined) this.#write(this.#exchange);
  }

  #write({request, kind}: Exchange): void {
    this.#events.sent(request.bytes[kind].length);
    this.#socket.write(request.bytes[kind]);
  }

  #receive(length: number): boolean {
    if (this.#exchange !== undefined && this.#exchange !== this.#answeredTo) {
      const {request, kind} = this.#exchange;
      this.#events.answered(request.bytes[kind].length, this.#answeredTo === undefined);
      this.#answeredTo = this.#exchange;
    }
    const progress = this.#exchange === undefined ? 'bad' : this.#parser.feed(readBuffer, length);
    if (progress === 'bad') this.abort('unexpected');
    else if (progress === 'whole') this.#answered();
    return true;
  }

  #otherSideEnded(): void {
    if (this.#exchange !== undefined && this.#parser.end() === 'whole') this.#answered();
    this.#finish('reset');
    this.#socket.destroy();
  }

  #answered(): void {
    if (this.#exchange !== undefined) this.#finish(judgeAnswer(this.#exchange.request.expect, this.#parser));
  }

  #finish(outcome: Outcome): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    this.#events.ended(exchange, outcome, this.#parser.status);
  }
}

/** Whether a connection could not come from the port that it was given. */
export function isPortTaken({code}: NodeJS.ErrnoException): boolean {
  return code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL';
}

/** The outcome of a socket error. A failure for want of files or ports is our own: nothing was sent. */
export function outcomeOf(error: NodeJS.ErrnoException, isEstablished: boolean): Outcome {
  if (error.syscall === 'getaddrinfo') return 'dns';
  if (error.code === 'ETIMEDOUT') return 'timed-out';
  if (isEstablished || error.code === 'ECONNRESET') return 'reset';
  return ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS'].includes(error.code ?? '') ? 'dropped' : 'refused';
}
