import type {HistoryEvent} from './events.ts';
import type {Events} from './history.ts';

/**
 * A reading of a history's events that is made once: a judge asks for the same one many times. Events only ever come
 * after those that are there, so it is made again when their number has changed.
 */
export function once<T>(read: (history: Events) => T): (history: Events) => T {
  const made = new WeakMap<readonly HistoryEvent[], {readonly of: number; readonly reading: T}>();
  return ({events}) => {
    const known = made.get(events);
    if (known?.of === events.length) return known.reading;
    const reading = read({events});
    made.set(events, {of: events.length, reading});
    return reading;
  };
}
