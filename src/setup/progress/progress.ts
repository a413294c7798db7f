import type {Present} from '../../progress/work.ts';
import type {Clock} from '../../system/clock.ts';
import type {Part} from '../part.ts';
import {liveList} from './live-list.ts';
import {plainLines} from './plain-lines.ts';
import type {Progress, Screen} from './screen.ts';

/** Progress of a set-up: a live list where somebody draws one, plain lines elsewhere. */
export function showProgress(
  parts: readonly Part[],
  screen: Screen,
  clock: Clock,
  live: Present | undefined,
): Progress {
  return live === undefined ? plainLines(screen, clock) : liveList(parts, live);
}
