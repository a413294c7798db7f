import type {Json} from '../../kubernetes/kube-object.ts';
import {type EventBody, type HistoryEvent, isNotDone, type NotDone} from '../events.ts';
import {factsOf} from '../facts.ts';
import type {Window} from '../windows.ts';
import {fieldsOf, textIn} from './answers.ts';

/** Whom a step asked about, and who was spared. */
export type Asked = {
  readonly inspection: string;
  readonly title: string;
  readonly targets: Json;
  readonly excluded: Json;
  readonly options: Json;
};

/** One planned inspection, and how far it came. */
export interface InspectionRecord {
  readonly step: string;
  readonly what: string;
  readonly stage: string;
  readonly is: 'proved' | 'unproved' | NotDone | 'missing';
  /** What was answered, proved or not; undefined before that. */
  readonly answer: Json | undefined;
  /** From the moment before the question to the last that is told of it, ms; undefined when it was not asked. */
  readonly windowMs: Window | undefined;
  /** Why it was not done; empty otherwise. */
  readonly why: string;
  readonly evidence: readonly number[];
}

/** The event of a question that is about to be asked. */
export function inspectionAsked(step: string, asked: Asked): EventBody {
  return {kind: 'inspection', step, is: 'asked', facts: asked};
}

/** The event of its answer. */
export function inspectionAnswered(step: string, answer: Json): EventBody {
  return {kind: 'inspection', step, is: 'answered', facts: {answer}};
}

/** The event of its receipt; `after` is null when none came. */
export function inspectionReceipt(step: string, before: Json, after: Json | undefined): EventBody {
  return {
    kind: 'inspection',
    step,
    is: after === undefined ? 'unproved' : 'proved',
    facts: {before, after: after ?? null},
  };
}

/** The event of a question that could not be asked here, or that has nothing to ask of this subject. */
export function inspectionNotDone(
  step: string,
  is: NotDone,
  facts: {readonly inspection: string; readonly why: string; readonly excluded: Json},
): EventBody {
  return {kind: 'inspection', step, is, facts};
}

type InspectionEvent = Extract<HistoryEvent, {readonly kind: 'inspection'}>;

/** All inspections of the plan, in its order. */
export function inspectionsOf(history: {readonly events: readonly HistoryEvent[]}): readonly InspectionRecord[] {
  const steps = (factsOf(history).plan?.steps ?? []).filter((step) => step.kind === 'inspection');
  const events = history.events.filter((event): event is InspectionEvent => event.kind === 'inspection');
  return steps.map(({name, what, stage}) => {
    const of = events.filter(({step}) => step === name);
    const last = (is: InspectionEvent['is']): InspectionEvent | undefined => of.findLast((event) => event.is === is);
    const asked = last('asked');
    const notDone = of.map(({is}) => is).findLast(isNotDone);
    return {
      step: name,
      what,
      stage,
      is: last('proved') ? 'proved' : notDone !== undefined ? notDone : asked === undefined ? 'missing' : 'unproved',
      answer: fieldsOf(last('answered')?.facts)['answer'],
      windowMs: asked === undefined ? undefined : [asked.tMs, of.at(-1)?.tMs ?? asked.tMs],
      why: notDone === undefined ? '' : textIn(fieldsOf(last(notDone)?.facts), 'why'),
      evidence: of.map(({seq}) => seq),
    };
  });
}
