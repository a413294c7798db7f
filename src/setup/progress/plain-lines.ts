import type {Clock} from '../../system/clock.ts';
import {about, duration} from '../../text/duration.ts';
import type {Part, Way} from '../part.ts';
import type {Progress, Screen} from './screen.ts';

const reminderEveryMs = 30_000;

/**
 * A line when a part begins to be provided and when it is there, and a reminder now and then that a long one is still
 * at work.
 */
export function plainLines(screen: Screen, clock: Clock): Progress {
  const stops = new Map<string, AbortController>();
  const settle = (part: Part, text: string | undefined): void => {
    stops.get(part.name)?.abort();
    if (text !== undefined) screen.write(`${part.title}: ${text}\n`);
  };
  return {
    begun: () => undefined,
    going(part, way) {
      settle(part, `${way.title} (${about(way.expectedMs)})`);
      const stop = new AbortController();
      stops.set(part.name, stop);
      void remind(part, way, stop.signal);
    },
    doing: (part, doing) => void screen.write(`${part.title}: ${doing}\n`),
    ended: (part, outcome) => settle(part, outcome.how === 'there' ? undefined : `ready after ${duration(outcome.ms)}`),
    failed: (part) => settle(part, stops.has(part.name) ? 'stopped' : undefined),
    end: async () => undefined,
  };

  async function remind(part: Part, way: Way, signal: AbortSignal): Promise<void> {
    const begunMs = clock.nowMs();
    while (!signal.aborted) {
      await clock.sleep(reminderEveryMs, signal).catch(() => undefined);
      if (!signal.aborted)
        screen.write(`${part.title}: at it for ${duration(clock.nowMs() - begunMs)} of ${about(way.expectedMs)}\n`);
    }
  }
}
