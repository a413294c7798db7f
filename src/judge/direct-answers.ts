import type {History} from '../history/history.ts';
import type {Window} from '../history/windows.ts';

/** How one pod answered one declared request, asked past every Service; status 0: not within a second. */
export interface DirectAnswer {
  readonly seq: number;
  readonly tMs: number;
  readonly question: string;
  readonly status: number;
  readonly good: boolean;
  readonly tookMs: number;
}

/** The direct answers of one pod in a window, while a step acted. */
export function directAnswers({events}: History, step: string, podUid: string, [from, to]: Window): readonly DirectAnswer[] {
  return events.flatMap((event) => {
    if (event.kind !== 'answer' || event.step !== step || event.answer.question !== 'direct' || event.answer.of?.uid !== podUid) return [];
    if (event.tMs < from || event.tMs > to) return [];
    return [{seq: event.seq, tMs: event.tMs, ...(event.answer.answer as Omit<DirectAnswer, 'seq' | 'tMs'>)}];
  });
}
