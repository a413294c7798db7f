import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';

/** Bodies in the order of their arrival, a millisecond apart. */
export function recorded(...bodies: readonly EventBody[]): {readonly events: readonly HistoryEvent[]} {
  return {events: bodies.map((body, seq) => ({seq, tMs: seq, ...body}))};
}

/** Answers to a question that no version of this program wrote. */
export function foreign(question: string): readonly EventBody[] {
  return [null, 'text', 7, [], [1], {}, {top: 'x', code: 'x', left: 7, tMs: 'x'}, {top: [null, 'x']}].map((answer) => ({
    kind: 'answer',
    step: 'x',
    answer: {question, answer},
  }));
}
