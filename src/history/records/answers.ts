import type {Json, ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Answer, EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {once} from '../once.ts';

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
export function answersTo(question: string, history: Events): readonly RecordedAnswer[] {
  return byQuestion(history).get(question) ?? [];
}

const byQuestion = once(({events}) => {
  const answers = new Map<string, RecordedAnswer[]>();
  for (const event of events) {
    if (event.kind !== 'answer') continue;
    const {seq, tMs, step, answer} = event;
    const recorded = {seq, tMs, step, of: answer.of, said: fieldsOf(answer.answer)};
    const those = answers.get(answer.question);
    if (those === undefined) answers.set(answer.question, [recorded]);
    else those.push(recorded);
  }
  return answers;
});

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
