import {setImmediate as everybodyWaits} from 'node:timers/promises';
import type {Clock} from '../../src/system/clock.ts';

/** The time of a world: it stands still while anybody acts, and jumps to what comes next when everybody waits. */
export interface WorldTime extends Clock {
  /** Does something so long from now, after what is due before; ms. */
  in(ms: number, action: () => void): void;
  /** Lets time go on until a task has ended, and gives what it came to. */
  passUntil<T>(task: Promise<T>): Promise<T>;
}

interface Due {
  readonly atMs: number;
  /** What is due at one time comes in the order in which it was asked for. */
  readonly order: number;
  readonly action: () => void;
  /** Somebody wakes up and acts: what comes after waits for that. */
  readonly wakes: boolean;
}

/** A time that begins at 0. `onMove` is told each time to which it is about to move on, before anything happens there. */
export function worldTime(onMove: (toMs: number) => void): WorldTime {
  const dues: Due[] = [];
  let now = 0;
  let asked = 0;
  const plan = (atMs: number, action: () => void, wakes: boolean): void =>
    push(dues, {atMs: Math.max(now, atMs), order: asked++, action, wakes});
  /** Goes on to the next one who wakes; false: nothing is due any more. */
  const step = (): boolean => {
    for (let due = pop(dues); due !== undefined; due = pop(dues)) {
      if (due.atMs > now) {
        onMove(due.atMs);
        now = due.atMs;
      }
      due.action();
      if (due.wakes) return true;
    }
    return false;
  };
  return {
    nowMs: () => now,
    wall: () => new Date(now),
    sleep(ms, signal) {
      signal?.throwIfAborted();
      const {promise, resolve, reject} = Promise.withResolvers<void>();
      const aborted = (): void => reject(signal?.reason as Error);
      signal?.addEventListener('abort', aborted, {once: true});
      plan(
        now + ms,
        () => {
          signal?.removeEventListener('abort', aborted);
          resolve();
        },
        true,
      );
      return promise;
    },
    in: (ms, action) => plan(now + ms, action, false),
    async passUntil(task) {
      let ended = false;
      const watched = task.finally(() => (ended = true));
      watched.catch(() => undefined);
      await everybodyWaits();
      while (!ended) {
        if (!step()) throw new Error('Everybody waits for ever');
        await everybodyWaits();
      }
      return watched;
    },
  };
}

function before(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Into a binary heap. */
function push(heap: Due[], due: Due): void {
  let place = heap.push(due) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(due, above)) break;
    heap[place] = above;
    heap[parent] = due;
    place = parent;
  }
}

/** The first of a binary heap. */
function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    const left = heap[2 * place + 1];
    const right = heap[2 * place + 2];
    const child = left !== undefined && right !== undefined && before(right, left) ? 2 * place + 2 : 2 * place + 1;
    const least = heap[child];
    if (least === undefined || !before(least, last)) break;
    heap[place] = least;
    place = child;
  }
  heap[place] = last;
  return first;
}
