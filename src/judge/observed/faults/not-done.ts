import type {Reason} from '../../../history/channels.ts';
import type {Events} from '../../../history/history.ts';
import type {InspectionRecord} from '../../../history/records/inspections.ts';
import {count} from '../../../text/units.ts';
import type {FaultRecord} from './faults.ts';
import {failureOf} from './step-failures.ts';

/** Why a step leaves its question open. */
export interface NotDone {
  readonly because: Reason;
  readonly sentence: string;
  readonly observed: string;
}

/** Undefined: it is proved, or there is nothing to ask of this subject. */
export function faultNotDone(history: Events, fault: FaultRecord): NotDone | undefined {
  const {step, is, planned} = fault;
  if (is === 'unproved') {
    const sentence = `${step} was injected on ${victimsText(fault)}, but nothing proves that it took effect`;
    return {because: 'no-receipt', sentence, observed: 'Unproved'};
  }
  const victims = count(planned.length, 'possible victim');
  return notDone(history, fault, `${step} was planned on ${victims} and never came to its receipt`);
}

/** The same of an inspection. */
export function inspectionNotDone(history: Events, inspection: InspectionRecord): NotDone | undefined {
  const {step, is} = inspection;
  if (is === 'unproved') {
    const sentence = `${step} was asked, but nothing proves that the question arrived`;
    return {because: 'no-receipt', sentence, observed: 'Unproved'};
  }
  return notDone(history, inspection, `${step} was planned and never came to its question`);
}

/** `gateway-1, container app; gateway-2, container app`. */
export function victimsText({victims}: FaultRecord): string {
  return victims
    .map(({name, container}) => (container === undefined ? name : `${name}, container ${container}`))
    .join('; ');
}

function notDone(
  history: Events,
  {step, is, why}: Pick<FaultRecord | InspectionRecord, 'step' | 'is' | 'why'>,
  neverCame: string,
): NotDone | undefined {
  if (is === 'not-exercised') {
    const sentence = `${step} was not exercised${why === '' ? '' : `: ${why}`}`;
    return {because: 'not-exercised', sentence, observed: 'Not exercised'};
  }
  if (is !== 'missing') return undefined;
  const failure = failureOf(history, step);
  const sentence = failure === undefined ? neverCame : `${neverCame}: ${failure.error}`;
  return {because: failure?.timedOut === true ? 'timed-out' : 'not-exercised', sentence, observed: 'Nothing'};
}
