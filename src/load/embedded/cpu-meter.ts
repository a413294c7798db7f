/** The length of a window, in ms: long enough that one collection of garbage does not fill it. */
const windowMs = 5000;

/** The most of one core that this thread used over any five seconds, or over all its time when that was shorter. */
export class CpuMeter {
  #fromMs: number;
  #fromUs = usedUs();
  #highest: number | undefined;

  constructor(nowMs: number) {
    this.#fromMs = nowMs;
  }

  sample(nowMs: number): void {
    if (nowMs - this.#fromMs < windowMs) return;
    this.#highest = Math.max(this.#highest ?? 0, this.#share(nowMs));
    this.#fromMs = nowMs;
    this.#fromUs = usedUs();
  }

  highest(nowMs: number): number {
    return this.#highest ?? this.#share(nowMs);
  }

  #share(nowMs: number): number {
    const elapsedUs = (nowMs - this.#fromMs) * 1000;
    return elapsedUs > 0 ? (usedUs() - this.#fromUs) / elapsedUs : 0;
  }
}

function usedUs(): number {
  const {user, system} = process.threadCpuUsage();
  return user + system;
}
