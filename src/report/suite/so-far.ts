import type {Trial} from '../../judge/trial.ts';
import {printable} from '../../text/printable.ts';
import {verdictLook} from '../text/format.ts';
import {about} from '../../text/duration.ts';

/** Where a suite stands. */
export interface SoFar {
  readonly title: string;
  /** Its place among `of` trials, from 1. */
  readonly number: number;
  readonly of: number;
  readonly again: boolean;
  /** Of the trials that ended; undefined where one ended without. */
  readonly verdicts: readonly (Trial['verdict'] | undefined)[];
  /** What is left of the budget, ms. */
  readonly leftMs: number;
}

/** The line between two trials of a suite: `Trial 3 of 8: pod-kill · so far 1 pass, 1 fail · about 24 min 0 s left`. */
export function soFarText({title, number, of, again, verdicts, leftMs}: SoFar): string {
  const counts = [
    ...Object.entries(verdictLook).map(([verdict, {word}]) => [verdict, word.toLowerCase()] as const),
    [undefined, 'without a verdict'] as const,
  ];
  const seen = counts.flatMap(([verdict, word]) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const parts = [
    `Trial ${number} of ${of}: ${printable(title)}${again ? ', once more' : ''}`,
    ...(seen.length === 0 ? [] : [`so far ${seen.join(', ')}`]),
    `${about(leftMs)} left`,
  ];
  return parts.join(' · ');
}
