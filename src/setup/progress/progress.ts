import type {Clock} from '../../system/clock.ts';
import type {Present} from '../../progress/work.ts';
import {liveList} from './live-list.ts';
import type {Part} from '../part.ts';
import {plainLines} from './plain-lines.ts';
import type {Watcher} from '../provide.ts';

/** Where lines go. */
export interface Screen {
  write(text: string): unknown;
}

/** A watcher that draws. */
export interface Progress extends Watcher {
  /** Waits until the last state has been drawn. */
  end(): Promise<void>;
}

/** Progress of a set-up: a live list where somebody draws one, plain lines elsewhere. */
export function showProgress(parts: readonly Part[], screen: Screen, clock: Clock, live: Present | undefined): Progress {
  return live === undefined ? plainLines(screen, clock) : liveList(parts, live);
}
