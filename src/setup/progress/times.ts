import {duration} from '../../text/duration.ts';
import type {How} from '../part.ts';
import type {Outcome} from '../provide.ts';

const words: Readonly<Record<How, string>> = {
  there: 'was there',
  start: 'started',
  pull: 'pulled',
  download: 'downloaded',
  install: 'installed',
  build: 'built',
};

/**
 * The closing table of a set-up: each part, how it came to be there, and how long it took (parts overlap, so the times
 * do not add up).
 */
export function timesTable(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({title}) => title.length));
  return outcomes
    .map(
      ({title, how, ms, found}) =>
        `${title.padEnd(width)}  ${words[how].padEnd(10)}  ${duration(ms).padStart(8)}  ${found}`,
    )
    .join('\n');
}
