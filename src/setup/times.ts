import type {How} from './part.ts';
import type {Outcome} from './provide.ts';

const words: Readonly<Record<How, string>> = {
  there: 'was there',
  start: 'started',
  pull: 'pulled',
  download: 'downloaded',
  install: 'installed',
  build: 'built',
};

/** The closing table of a set-up: each part, how it came to be there, and how long it took (parts overlap, so the times do not add up). */
export function timesTable(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({title}) => title.length));
  return outcomes
    .map(({title, how, ms, found}) => `${title.padEnd(width)}  ${words[how].padEnd(10)}  ${duration(ms).padStart(8)}  ${found}`)
    .join('\n');
}

/** A duration for people: 0.4 s, 12 s, 3 min 05 s. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
