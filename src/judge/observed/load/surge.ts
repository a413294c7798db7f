import {factsOf} from '../../../history/facts.ts';
import type {Events, History} from '../../../history/history.ts';
import {type StageRun, stagesRun} from '../../../history/stages.ts';
import {type Window, without} from '../../../history/windows.ts';
import {awayNodes} from '../faults/away.ts';
import {faultsOf} from '../faults/faults.ts';
import {stallsOf} from '../stalls.ts';

/**
 * The windows at the surge in which the harness had not injected anything yet: whole stages without faults, and the
 * begin of those with.
 */
export function surgeWindows(history: Events): readonly Window[] {
  return surgeStages(history).flatMap(({name, windowMs}) => {
    const marks = faultsOf(history).flatMap((fault) =>
      fault.stage === name && fault.windowMs !== undefined ? [fault.windowMs[0]] : [],
    );
    return [[windowMs[0], Math.min(windowMs[1], ...marks)] as const];
  });
}

/**
 * The windows of the stages at the surge that have no step at all: control and after. They end a time-out before an
 * injection that follows: what was still open then died of the fault, and belongs to it. While a node comes back, the
 * cluster is not itself; while a disk stands still, the machine is not.
 */
export function quietWindows(history: History): readonly Window[] {
  const {plan, trial} = factsOf(history);
  const disturbed = new Set(plan?.steps.map((step) => step.stage));
  const timeoutMs = trial?.subject.entry.timeoutMs ?? 0;
  const backs = awayNodes(history).map(({windowMs}) => windowMs[1]);
  const injections = faultsOf(history).flatMap(({windowMs}) => (windowMs === undefined ? [] : [windowMs[0]]));
  const quiet = surgeStages(history).flatMap(({name, windowMs: [from, to]}): readonly Window[] => {
    if (disturbed.has(name)) return [];
    const begin = Math.min(to, Math.max(from, ...(injections.some((tMs) => tMs < from) ? backs : [])));
    const ends = injections.filter((tMs) => tMs > from).map((tMs) => tMs - timeoutMs);
    return [[begin, Math.max(begin, Math.min(to, ...ends))]];
  });
  return without(
    quiet,
    stallsOf(history).map(({windowMs}) => windowMs),
  );
}

/**
 * Those of them before the first injection: what comes after one may be its aftermath, and fails nothing that is asked of
 * a service without a fault. All of them in a trial that injects nothing.
 */
export function untouchedWindows(history: History): readonly Window[] {
  const first = Math.min(...faultsOf(history).map(({windowMs}) => windowMs?.[0] ?? Number.POSITIVE_INFINITY));
  return quietWindows(history).filter(([, to]) => to <= first);
}

/** Whether the plan has a stage at the surge that has no step at all. */
export function hasQuietSurge(history: History): boolean {
  const {plan, trial} = factsOf(history);
  const surge = trial?.subject.surge ?? 3;
  return (plan?.stages ?? []).some(
    ({name, peaks, rampMs}) =>
      peaks >= surge && rampMs === undefined && plan?.steps.every(({stage}) => stage !== name) === true,
  );
}

/** From the first stage at the surge to the end of the last one; undefined when none ran. */
export function surgeHull(history: History): Window | undefined {
  const stages = surgeStages(history);
  return stages.length === 0 ? undefined : hull(stages.map(({windowMs}) => windowMs));
}

/** From the first to the last moment of some windows; [0, 0] without any. */
export function hull(windows: readonly Window[]): Window {
  return windows.length === 0
    ? [0, 0]
    : [Math.min(...windows.map(([from]) => from)), Math.max(...windows.map(([, to]) => to))];
}

function surgeStages(history: Events): readonly StageRun[] {
  const {surge = 3} = factsOf(history).trial?.subject ?? {};
  return stagesRun(history).filter(({peaks, rampMs}) => peaks >= surge && rampMs === undefined);
}
