import type {Release} from '../../judge/suite/release.ts';
import type {Trial} from '../../judge/trial.ts';
import {columns} from '../../text/columns.ts';
import {about, duration} from '../../text/duration.ts';

/** A trial of a suite by its name there, and its wall time with the clean-up, ms. */
export interface TimedTrial {
  readonly title: string;
  readonly phases: Trial['phases'];
  readonly lastedMs: number;
}

/**
 * Where the time of a suite went: a row for each trial and for what was done beside them, a column for each phase; ms.
 */
export interface TimeTable {
  readonly phases: readonly string[];
  readonly rows: readonly {
    readonly title: string;
    readonly phasesMs: readonly (number | undefined)[];
    readonly restMs: number | undefined;
    readonly wholeMs: number;
  }[];
  readonly wholeMs: number;
}

/** The time of a release's suite. */
export function releaseTimes({trials, besides}: Pick<Release, 'trials' | 'besides'>): TimeTable {
  const timed = trials.map(({scenario, counts, ...rest}) => ({
    ...rest,
    title: counts ? scenario : `${scenario} (first try)`,
  }));
  return timeTable(timed, besides);
}

/**
 * The time of a suite by trial and phase. The rest of a trial is its verdict and clean-up, which end after the history
 * does.
 */
export function timeTable(trials: readonly TimedTrial[], besides: Release['besides']): TimeTable {
  const phases = [...new Set(trials.flatMap((trial) => trial.phases.map(({name}) => name)))];
  const rows = trials.map(({title, phases: spans, lastedMs}) => {
    const phasesMs = phases.map((name) => {
      const of = spans.filter((span) => span.name === name);
      return of.length === 0 ? undefined : of.reduce((sum, {windowMs: [from, to]}) => sum + to - from, 0);
    });
    const told = phasesMs.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
    return {title, phasesMs, restMs: Math.max(0, lastedMs - told), wholeMs: lastedMs};
  });
  const beside = besides.map(({title, ms}) => ({
    title,
    phasesMs: phases.map(() => undefined),
    restMs: undefined,
    wholeMs: ms,
  }));
  const all = [...rows, ...beside];
  return {phases, rows: all, wholeMs: all.reduce((sum, {wholeMs}) => sum + wholeMs, 0)};
}

/** The cells of a time table as text, its header first and its sum last. */
export function timeCells(table: TimeTable): readonly (readonly string[])[] {
  const cell = (ms: number | undefined): string => (ms === undefined ? '–' : duration(Math.round(ms / 100) * 100));
  const blank = table.phases.map(() => '');
  return [
    ['', ...table.phases, 'verdict and clean-up', 'whole'],
    ...table.rows.map(({title, phasesMs, restMs, wholeMs}) => [
      title,
      ...phasesMs.map(cell),
      cell(restMs),
      cell(wholeMs),
    ]),
    ['whole', ...blank, '', cell(table.wholeMs)],
  ];
}

/** What a suite should take, before it begins: a line for each part and the sum. */
export function budgetText(parts: readonly {readonly title: string; readonly ms: number}[]): string {
  const whole = parts.reduce((sum, {ms}) => sum + ms, 0);
  const lines = [...parts, {title: 'whole', ms: whole}].map(({title, ms}) => [title, about(ms)]);
  return columns(lines)
    .map((line) => `  ${line}`)
    .join('\n');
}
