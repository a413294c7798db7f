import {Socket} from 'node:net';
import {connectionAlone, type Outcome} from '../../history/tables.ts';
import type {LoadTarget} from '../engine.ts';
import {isPortTaken, outcomeOf} from './connection.ts';
import {Fifo} from './fifo.ts';
import type {Ledger} from './ledger.ts';
import type {SenderLimits} from './sender.ts';
import type {SourcePorts} from './source-ports.ts';

const request = {field: connectionAlone} as const;

/**
 * How long a connection stays open, ms: one that a dying process never took is reset by the kernel when its socket is
 * closed.
 */
const heldMs = 500;

/** One connection on its way; times in ms since the trial began. */
interface Open {
  readonly plannedMs: number;
  readonly startMs: number;
  socket: Socket;
  establishedMs: number | undefined;
  hasEnded: boolean;
}

/**
 * Connections that carry no request: they show what is refused and what is reset, at next to no cost to the subject.
 * One that the other side closes in the usual way is good.
 */
export class BareConnections {
  readonly #target: LoadTarget;
  readonly #limits: SenderLimits;
  readonly #ledger: Ledger;
  readonly #ports: SourcePorts;
  readonly #nowMs: () => number;
  readonly #open = new Fifo<Open>();
  #openCount = 0;

  constructor(target: LoadTarget, limits: SenderLimits, ports: SourcePorts, ledger: Ledger, nowMs: () => number) {
    this.#target = target;
    this.#limits = limits;
    this.#ports = ports;
    this.#ledger = ledger;
    this.#nowMs = nowMs;
  }

  /** Connections that have not ended. */
  get openCount(): number {
    return this.#openCount;
  }

  /** When the first of them is to be looked at next, in ms since the trial began. */
  get nextDeadlineMs(): number {
    const first = this.#open.peek();
    return first === undefined ? Infinity : this.#deadlineMs(first);
  }

  open(stage: string, plannedMs: number): void {
    const startMs = this.#nowMs();
    this.#ledger.plan(stage, plannedMs, startMs - plannedMs);
    if (startMs - plannedMs > this.#limits.maxLagMs || this.#openCount >= this.#limits.maxOpen) {
      this.#ledger.end({plannedMs, startMs, kind: 'new', request}, 'dropped', 0, startMs);
      return;
    }
    const one: Open = {plannedMs, startMs, socket: new Socket(), establishedMs: undefined, hasEnded: false};
    this.#openCount += 1;
    this.#open.push(one);
    this.#connect(one, this.#ports.next());
  }

  /** Ends what was held long enough, and what was never established in time. */
  sweep(nowMs: number): void {
    for (let first = this.#open.peek(); first !== undefined; first = this.#open.peek()) {
      if (!first.hasEnded && nowMs < this.#deadlineMs(first)) break;
      this.#open.shift();
      this.#end(first, first.establishedMs === undefined ? 'timed-out' : 'ok');
    }
  }

  /** Gives up all that are open. */
  cutOff(): void {
    for (let first = this.#open.shift(); first !== undefined; first = this.#open.shift())
      this.#end(first, first.establishedMs === undefined ? 'cut-off' : 'ok');
  }

  /** The first in the queue was opened first, but may be established late: none behind it waits longer than a time-out. */
  #deadlineMs({startMs, establishedMs}: Open): number {
    return establishedMs === undefined ? startMs + this.#target.timeoutMs : establishedMs + heldMs;
  }

  /** Comes from `localPort`; where that is in use, from one that the kernel chooses. */
  #connect(one: Open, localPort?: number): void {
    const {host, port} = this.#target;
    const {socket} = one;
    socket.on('connect', () => (one.establishedMs = this.#nowMs()));
    // What it is told is nobody's answer.
    socket.resume();
    socket.on('end', () => this.#end(one, 'ok'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (localPort === undefined || !isPortTaken(error)) {
        this.#end(one, outcomeOf(error, one.establishedMs !== undefined));
        return;
      }
      one.socket = new Socket();
      this.#connect(one);
    });
    socket.connect({host, port, noDelay: true, ...(localPort === undefined ? {} : {localPort})});
  }

  #end(one: Open, outcome: Outcome): void {
    if (one.hasEnded) return;
    one.hasEnded = true;
    this.#openCount -= 1;
    const {plannedMs, startMs, establishedMs, socket} = one;
    socket.destroy();
    const tookMs = outcome === 'ok' ? (establishedMs ?? this.#nowMs()) : this.#nowMs();
    this.#ledger.end({plannedMs, startMs, kind: 'new', request}, outcome, 0, tookMs);
  }
}
