import type {Json} from '../../kubernetes/kube-object.ts';
import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {answered, answersTo, fieldsOf, textIn} from './answers.ts';

/** One thing that a trial left; `on` is a node, or empty for the API as a whole. */
export type Left = {readonly kind: string; readonly on: string; readonly what: string};

/** What was left after the faults' undo, or why nobody could look. */
export type ResidueAnswer = {readonly left: readonly Left[]} | {readonly error: string};

/** The event of the look after the faults' undo. */
export function residueAnswer(answer: ResidueAnswer): EventBody {
  return answered('residue', {question: 'residue', answer});
}

/** The last look; undefined when there was none. */
export function lastResidue(history: Events): (Placed & {readonly answer: ResidueAnswer}) | undefined {
  const last = answersTo('residue', history).at(-1);
  if (last === undefined) return undefined;
  const {seq, tMs, said} = last;
  const {left} = said;
  if (!Array.isArray(left)) return {seq, tMs, answer: {error: textIn(said, 'error')}};
  return {seq, tMs, answer: {left: (left as readonly Json[]).map(leftIn)}};
}

function leftIn(value: Json): Left {
  const fields = fieldsOf(value);
  return {kind: textIn(fields, 'kind'), on: textIn(fields, 'on'), what: textIn(fields, 'what')};
}
