import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {endOf, longestOf, stageWindow, type Window, without} from '../../../history/windows.ts';
import {stallsOf} from '../stalls.ts';
import {awayNodes} from './away.ts';
import {faultsOf, type FaultRecord} from './faults.ts';

/** One injection and the time in which its effect shows; a trial that plans no fault (A/A) has one effect without. */
export interface Effect {
  /** For people: the step's name. */
  readonly name: string;
  readonly fault: FaultRecord | undefined;
  /** From what was open when it struck (a time-out before) until the next one strikes or its stage ends. */
  readonly windowMs: Window;
  /**
   * The same without the stretches in which a node came back and its sentinel did not answer yet: those are the
   * cluster's.
   */
  readonly windows: readonly Window[];
}

/**
 * The effects of all faults that were injected, in order; of a plan without steps that of nothing, over its stage
 * `fault`.
 */
export function effectsOf(history: History): readonly Effect[] {
  const {plan, trial} = factsOf(history);
  const timeoutMs = trial?.subject.entry.timeoutMs ?? 0;
  const faults = faultsOf(history).filter(({windowMs}) => windowMs !== undefined);
  const stage = stageWindow(history, 'fault');
  if (plan?.steps.length === 0 && stage !== undefined)
    return [{name: 'the stage without a fault', fault: undefined, windowMs: stage, windows: [stage]}];
  return faults.map((fault, index) => {
    const next = faults[index + 1];
    const previousEnd = faults[index - 1]?.windowMs?.[1] ?? 0;
    const [marked, undone] = fault.windowMs ?? [0, 0];
    const from = Math.max(marked - timeoutMs, Math.min(previousEnd, marked));
    const stageEnd = stageWindow(history, fault.stage)?.[1] ?? endOf(history);
    const nextFrom =
      next?.stage === fault.stage && next.windowMs !== undefined
        ? next.windowMs[0] - timeoutMs
        : Number.POSITIVE_INFINITY;
    const to = Math.max(undone, Math.min(stageEnd, nextFrom));
    return {name: fault.step, fault, windowMs: [from, to], windows: awake(history, fault, [from, to])};
  });
}

/**
 * The control stage until the first effect begins: what was open when a fault struck is that fault's. Where a disk stood
 * still, the longest stretch without that.
 */
export function controlWindow(history: History): Window | undefined {
  const control = stageWindow(history, 'control');
  if (control === undefined) return undefined;
  const begins = effectsOf(history).flatMap(({windowMs: [from]}) => (from > control[0] ? [from] : []));
  const whole: Window = [control[0], Math.min(control[1], ...begins)];
  const stalls = stallsOf(history).map(({windowMs}) => windowMs);
  return longestOf(without([whole], stalls));
}

function awake(history: History, fault: FaultRecord, [from, to]: Window): readonly Window[] {
  const {undoingMs} = fault;
  const backs = awayNodes(history).flatMap(({fault: {step}, windowMs}) => (step === fault.step ? [windowMs[1]] : []));
  const back = Math.max(0, ...backs);
  if (undoingMs === undefined || back <= undoingMs || undoingMs >= to) return [[from, to]];
  const first: Window = [from, undoingMs];
  return back >= to ? [first] : [first, [back, to]];
}
