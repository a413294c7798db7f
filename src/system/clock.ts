import {setTimeout as delay} from 'node:timers/promises';

/** Time as an injected effect. */
export interface Clock {
  /**
   * Monotonic milliseconds since the epoch of the process (performance.timeOrigin based, the same in every worker
   * thread).
   */
  nowMs(): number;
  /** Wall-clock time, for file names and people only. */
  wall(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  wall: () => new Date(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : {signal});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
