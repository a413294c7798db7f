import {duration} from '../text/duration.ts';

/** Latencies of so many requests at most are kept between two looks. */
const mostKept = 2000;

/** What ended since the last look. */
class Part {
  ended = 0;
  failed = 0;
  readonly latencies: number[] = [];

  add(outcome: string, latencyMs: number): void {
    this.ended += 1;
    if (outcome !== 'ok') this.failed += 1;
    if (this.latencies.length < mostKept) this.latencies.push(latencyMs);
  }

  /** The 99th percentile of those latencies, ms. */
  get p99Ms(): number {
    const sorted = this.latencies.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0);
  }
}

/** What the load does right now, from the rows as they come: for a person who watches, never for a verdict. */
export class LiveLoad {
  readonly #promised: number;
  #second = new Part();
  #stage = new Part();

  /** `availability`: the share of requests that the subject promises to answer, 0 to 1. */
  constructor(availability: number) {
    this.#promised = availability;
  }

  /** Takes whole lines of requests.csv: plannedMs, startMs, latencyMs, connection, request, outcome, status. */
  add(csv: string): void {
    for (const line of csv.split('\n')) {
      if (line === '') continue;
      // The name of a request may hold a comma in quotes; what stands before and after it may not.
      const [, , latency = ''] = line.split(',', 3);
      const [outcome = ''] = line.split(',').slice(-2);
      for (const part of [this.#second, this.#stage]) part.add(outcome, Number(latency));
    }
  }

  /** What ended in the last `ms`, since this was asked last: `120 per second, 0 failed, p99 23 ms`. */
  now(ms: number): string {
    const {ended, failed, p99Ms} = this.#second;
    this.#second = new Part();
    return ended === 0
      ? 'no answer'
      : `${Math.round(ended / (ms / 1000))} per second, ${failed} failed, p99 ${duration(p99Ms)}`;
  }

  /** What ended since this was asked last, in sum: `4800 requests, 12 failed: 99.75 % answered, 99.9 % promised`. */
  sum(): string {
    const {ended, failed} = this.#stage;
    this.#stage = new Part();
    const answered =
      ended === 0 ? '' : `: ${percent(1 - failed / ended)} answered, ${percent(this.#promised)} promised`;
    return `${ended} requests, ${failed} failed${answered}`;
  }
}

/** Rounded down: what is not all of it is never told as 100 %. */
function percent(share: number): string {
  return `${Math.floor(share * 100_000 + 1e-6) / 1000} %`;
}
