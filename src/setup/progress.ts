import {WriteStream} from 'node:tty';
import type {Clock} from '../system/clock.ts';
import {liveList} from './live-list.ts';
import type {Part} from './part.ts';
import {plainLines} from './plain-lines.ts';
import type {Watcher} from './provide.ts';

/** Where progress goes: a terminal, or anything that takes lines. */
export interface Screen {
  write(text: string): unknown;
}

/** A watcher that draws. */
export interface Progress extends Watcher {
  /** Waits until the last state has been drawn. */
  end(): Promise<void>;
}

/** Progress of a set-up: a live list on a terminal, plain lines elsewhere. */
export function showProgress(parts: readonly Part[], screen: Screen, clock: Clock): Progress {
  return screen instanceof WriteStream ? liveList(parts, screen, clock) : plainLines(screen, clock);
}
