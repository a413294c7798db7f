import type {History} from '../history.ts';
import type {Window} from '../windows.ts';

/**
 * How one pod answered one declared request, asked past every Service; `status` 0: not within a second. Recorded as an
 * `answer` to `direct`.
 */
export type DirectAnswer = {
  readonly question: string;
  readonly status: number;
  readonly good: boolean;
  readonly tookMs: number;
};

/** With its place in the history. */
export type PlacedAnswer = DirectAnswer & {readonly seq: number; readonly tMs: number};

/** The direct answers of one pod in a window, while a step acted. */
export function directAnswers(
  {events}: History,
  step: string,
  podUid: string,
  [from, to]: Window,
): readonly PlacedAnswer[] {
  return events.flatMap((event) => {
    if (
      event.kind !== 'answer' ||
      event.step !== step ||
      event.answer.question !== 'direct' ||
      event.answer.of?.uid !== podUid
    )
      return [];
    if (event.tMs < from || event.tMs > to) return [];
    return [{seq: event.seq, tMs: event.tMs, ...(event.answer.answer as DirectAnswer)}];
  });
}
