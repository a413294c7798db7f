import type {HistoryEvent} from '../../../history/events.ts';
import type {Events} from '../../../history/history.ts';
import {fieldsOf, textIn} from '../../../history/records/answers.ts';

/** That a step did not come to its end, and why. */
export interface StepFailure {
  readonly step: string;
  readonly tMs: number;
  readonly seq: number;
  /** In words, as the run told it. */
  readonly error: string;
  /** A wait hit its bound. */
  readonly timedOut: boolean;
}

type SpanEvent = Extract<HistoryEvent, {readonly name: string}>;

/** Every step that failed, in order. */
export function stepFailures({events}: Events): readonly StepFailure[] {
  const failed = events.filter((event): event is SpanEvent => event.kind === 'step' && event.is === 'failed');
  return failed.map(({name, tMs, seq, facts}) => {
    const told = fieldsOf(facts);
    return {step: name, tMs, seq, error: textIn(told, 'error'), timedOut: told['timedOut'] === true};
  });
}

/** How a step failed; undefined when it did not. */
export function failureOf(history: Events, step: string): StepFailure | undefined {
  return stepFailures(history).find((one) => one.step === step);
}
