import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {once} from '../once.ts';
import {answered, answersTo, fieldsOf, numberIn, textIn} from './answers.ts';

/** What the stub of a dependency was asked for since it began. */
export type StubCalls = {
  readonly dependency: string;
  readonly calls: number;
  /** Answered 503 for the declared share of errors. */
  readonly errors: number;
  /** Answered 404: the profile declares no response for them. */
  readonly undeclared: number;
  /** Some of those, `GET /v1/refunds`, with their number. */
  readonly examples: Readonly<Record<string, number>>;
};

/** The event of one reading of one stub. */
export function stubCallsRead(answer: StubCalls): EventBody {
  return answered('stub', {question: 'calls', answer});
}

/** All readings of all stubs, by arrival. */
export const stubCalls: (history: Events) => readonly (StubCalls & Placed)[] = once((history) =>
  answersTo('calls', history).map(({seq, tMs, said}) => ({
    seq,
    tMs,
    dependency: textIn(said, 'dependency'),
    calls: numberIn(said, 'calls') ?? 0,
    errors: numberIn(said, 'errors') ?? 0,
    undeclared: numberIn(said, 'undeclared') ?? 0,
    examples: Object.fromEntries(
      Object.entries(fieldsOf(said['examples'])).flatMap(([what, times]) =>
        typeof times === 'number' ? [[what, times] as const] : [],
      ),
    ),
  })),
);

/** What a dependency's stub had been asked for at a time (ms), or at the end; undefined: it was never read until then. */
export function stubCallsBy(
  history: Events,
  dependency: string,
  tMs = Number.POSITIVE_INFINITY,
): (StubCalls & Placed) | undefined {
  return stubCalls(history).findLast((one) => one.dependency === dependency && one.tMs <= tMs);
}
