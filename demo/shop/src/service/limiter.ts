/** Thrown at once when neither a place nor a place in the queue is free, or when the wait for one was too long. */
export class Saturated extends Error {
  override readonly name = 'Saturated';
}

export interface LimiterOptions {
  readonly name: string;
  /** How many tasks run at a time. */
  readonly places: number;
  /** How many may wait for a place. */
  readonly queue: number;
  /** How long one may wait, in ms. */
  readonly waitMs: number;
}

export interface Limiter {
  readonly options: LimiterOptions;
  /** Runs the task in a place of its own. Throws Saturated instead of waiting without end. */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Tasks running and tasks waiting now. */
  readonly load: () => {readonly busy: number; readonly waiting: number};
}

/** A bulkhead: a bounded number of places with a bounded queue before it. */
export function limiter(options: LimiterOptions): Limiter {
  const waiting = new Set<() => void>();
  let busy = 0;

  const place = async (): Promise<void> => {
    if (busy < options.places) {
      busy += 1;
      return;
    }
    if (waiting.size >= options.queue) throw new Saturated(`${options.name}: ${busy} busy, ${waiting.size} waiting`);
    await new Promise<void>((resolve, reject) => {
      const given = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(given);
        reject(new Saturated(`${options.name}: no place free within ${options.waitMs} ms`));
      }, options.waitMs);
      waiting.add(given);
    });
  };

  const leave = (): void => {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    } else busy -= 1;
  };

  return {
    options,
    load: () => ({busy, waiting: waiting.size}),
    run: async (task) => {
      await place();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
