import {arrivalMs, rateAt, type Arrivals} from './arrivals.ts';
import {cumulated, draw, pick} from './mix.ts';
import type {ConnectionKind} from '../../history/tables.ts';
import type {LoadStage, RequestSpec} from '../engine.ts';

/** At most this many requests are sent before answers are looked at again. */
const burst = 64;

/** One planned request. `request` is its place in the mix. */
export interface Planned {
  readonly stage: string;
  readonly plannedMs: number;
  readonly connection: ConnectionKind;
  readonly request: number;
  readonly ratePerSecond: number;
}

/** What a pacer needs to know of the load: of `workers` that share every arrival in turn, this is number `worker`. */
export interface PacerSettings {
  readonly requests: readonly Pick<RequestSpec, 'weight'>[];
  readonly seed: number;
  readonly newShare: number;
  readonly worker: number;
  readonly workers: number;
}

/**
 * Keeps the schedule: hands out what is due by a moment, evenly spaced, whatever happened to what it handed out before.
 */
export class Pacer {
  /** When the next request is due, in ms since the trial began; Infinity when none is before the stage's bound. */
  nextMs = Infinity;
  /** When the stage hits its bound; Infinity once that was said, or without a stage. */
  boundMs = Infinity;
  readonly #settings: PacerSettings;
  readonly #shares: readonly number[];
  readonly #send: (planned: Planned) => void;
  #arrivals: Arrivals = {fromPerSecond: 0, ratePerSecond: 0, rampMs: 0};
  #stage = '';
  #stageNumber = 0;
  #beganMs = 0;
  #endsMs = 0;
  #index = 0;

  constructor(settings: PacerSettings, send: (planned: Planned) => void) {
    this.#settings = settings;
    this.#shares = cumulated(settings.requests.map((request) => request.weight));
    this.#send = send;
  }

  /** Begins a stage now; a ramp starts from the rate of the moment. */
  begin(stage: LoadStage, nowMs: number): void {
    const fromPerSecond = rateAt(this.#arrivals, Math.min(nowMs, this.#endsMs) - this.#beganMs);
    this.#arrivals = {fromPerSecond, ratePerSecond: stage.ratePerSecond, rampMs: stage.rampMs ?? 0};
    this.#stage = stage.name;
    this.#stageNumber += 1;
    this.#beganMs = nowMs;
    this.#endsMs = nowMs + stage.boundMs;
    this.boundMs = this.#endsMs;
    this.#index = this.#settings.worker;
    this.#setNext();
  }

  /** Plans nothing from now on. */
  end(): void {
    this.nextMs = Infinity;
    this.boundMs = Infinity;
  }

  /** Sends what is due by `nowMs`, up to a burst; the rest is still due. */
  sendDue(nowMs: number): void {
    for (let sent = 0; sent < burst && this.nextMs <= nowMs; sent += 1) {
      this.#send(this.#planned());
      this.#index += this.#settings.workers;
      this.#setNext();
    }
  }

  #planned(): Planned {
    const {seed, newShare} = this.#settings;
    return {
      stage: this.#stage,
      plannedMs: this.nextMs,
      connection: draw(seed, this.#stageNumber, this.#index, 1) < newShare ? 'new' : 'reused',
      request: pick(this.#shares, draw(seed, this.#stageNumber, this.#index, 2)),
      ratePerSecond: rateAt(this.#arrivals, this.nextMs - this.#beganMs),
    };
  }

  #setNext(): void {
    const nextMs = this.#beganMs + arrivalMs(this.#arrivals, this.#index);
    this.nextMs = nextMs < this.#endsMs ? nextMs : Infinity;
  }
}
