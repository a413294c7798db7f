import type {Clock} from '../src/system/clock.ts';

/** A clock that jumps: a sleep takes no time and moves it on. */
export function jumpingClock(): Clock {
  let now = 0;
  return {
    nowMs: () => now,
    wall: () => new Date(0),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
  };
}
