import {factsOf} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import {stageWindow, type Window} from '../history/windows.ts';
import {faultsOf} from './faults.ts';

/** The windows at the surge in which the harness had not injected anything yet: whole stages without faults, and the begin of those with. */
export function surgeWindows(history: History): readonly Window[] {
  return surgeStages(history).flatMap(({name, windowMs}) => {
    const marks = faultsOf(history).flatMap((fault) => (fault.stage === name && fault.windowMs !== undefined ? [fault.windowMs[0]] : []));
    return [[windowMs[0], Math.min(windowMs[1], ...marks)] as const];
  });
}

/** The windows of the stages at the surge that have no step at all: control and after. */
export function quietWindows(history: History): readonly Window[] {
  const disturbed = new Set(factsOf(history).plan?.steps.map((step) => step.stage));
  return surgeStages(history).flatMap(({name, windowMs}) => (disturbed.has(name) ? [] : [windowMs]));
}

/** From the first to the last moment of some windows; [0, 0] without any. */
export function hull(windows: readonly Window[]): Window {
  return windows.length === 0 ? [0, 0] : [Math.min(...windows.map(([from]) => from)), Math.max(...windows.map(([, to]) => to))];
}

/** The stage that ran at a time. */
export function stageAt(history: History, tMs: number): {readonly name: string; readonly windowMs: Window} | undefined {
  return stagesOf(history).find(({windowMs}) => tMs >= windowMs[0] && tMs <= windowMs[1]);
}

function surgeStages(history: History): readonly {readonly name: string; readonly windowMs: Window}[] {
  const {surge = 3} = factsOf(history).trial?.subject ?? {};
  return stagesOf(history).filter(({peaks, isRamp}) => peaks >= surge && !isRamp);
}

function stagesOf(history: History): readonly {readonly name: string; readonly peaks: number; readonly isRamp: boolean; readonly windowMs: Window}[] {
  return (factsOf(history).plan?.stages ?? []).flatMap(({name, peaks, rampMs}) => {
    const windowMs = stageWindow(history, name);
    return windowMs === undefined ? [] : [{name, peaks, isRamp: rampMs !== undefined, windowMs}];
  });
}
