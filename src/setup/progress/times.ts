import {columns} from '../../text/columns.ts';
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

const timeColumn = 2;

/**
 * The closing table of a set-up: each part, how it came to be there, and how long it took (parts overlap, so the times
 * do not add up).
 */
export function timesTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({title, how, ms, found}) => [title, words[how], duration(ms), found]);
  return columns(rows, (column) => column === timeColumn).join('\n');
}
