import type {Json, ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Answer, EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';

/** What was answered to a question, with its place in the history. */
export interface RecordedAnswer extends Placed {
  readonly step: string;
  readonly of: ObjectRef | undefined;
  /** The fields of the answer; none when it has none. */
  readonly said: Fields;
}

/** Fields as they were read from a file: any of them may be missing or of another type. */
export type Fields = Readonly<Record<string, Json>>;

/** The event of an answer that a step or an observer was given. */
export function answered(step: string, answer: Answer): EventBody {
  return {kind: 'answer', step, answer};
}

/** All answers to a question, by arrival. */
export function answersTo(question: string, {events}: Events): readonly RecordedAnswer[] {
  return events.flatMap((event) => {
    if (event.kind !== 'answer' || event.answer.question !== question) return [];
    const {seq, tMs, step, answer} = event;
    return [{seq, tMs, step, of: answer.of, said: fieldsOf(answer.answer)}];
  });
}

/** The fields of a value; none when it is not a map. */
export function fieldsOf(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A number among some fields; undefined when there is none. */
export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' ? value : undefined;
}

/** A text among some fields; empty when there is none. */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
