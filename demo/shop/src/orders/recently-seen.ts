/** The newest values by key, for a short while. */
export interface RecentlySeen<Key, Value> {
  readonly note: (key: Key, value: Value) => void;
  /** The value noted last, unless that was too long ago. */
  readonly get: (key: Key) => Value | undefined;
}

/** Remembers at most `most` values, each for `forMs` after it was noted last. */
export function recentlySeen<Key, Value>({
  most,
  forMs,
  now,
}: {
  most: number;
  forMs: number;
  now: () => number;
}): RecentlySeen<Key, Value> {
  const seen = new Map<Key, {readonly value: Value; readonly at: number}>();
  return {
    note: (key, value) => {
      // Deleted first, so that the map stays in the order of the last note.
      seen.delete(key);
      seen.set(key, {value, at: now()});
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
    },
    get: (key) => {
      const found = seen.get(key);
      return found !== undefined && now() - found.at <= forMs ? found.value : undefined;
    },
  };
}
