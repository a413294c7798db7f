import type {HistoryEvent} from './events.ts';
import type {Events} from './history.ts';
import {once} from './once.ts';

/** From and to, ms since the trial began. */
export type Window = readonly [number, number];

type SpanEvent = Extract<HistoryEvent, {readonly name: string}>;

/** When a stage of the load ran; one that never ended lasts until the last event. */
export function stageWindow(history: Events, name: string): Window | undefined {
  return spanOf(history, 'stage', name);
}

/** When a phase of the run ran; one that never ended lasts until the last event. */
export function phaseWindow(history: Events, name: string): Window | undefined {
  return spanOf(history, 'phase', name);
}

/** From the first stage's begin to the last one's end: the time under load. */
export function loadWindow(history: Events): Window | undefined {
  const stages = history.events.filter((event): event is SpanEvent => event.kind === 'stage');
  const first = stages.find((event) => event.is === 'begun');
  if (first === undefined) return undefined;
  const last = stages.at(-1);
  return [first.tMs, last === undefined || last.is === 'begun' ? endOf(history) : last.tMs];
}

/** The time of the last event, ms; 0 for an empty history. */
export function endOf(history: Events): number {
  return history.events.at(-1)?.tMs ?? 0;
}

/** The longest of some windows, of equals the first; undefined of none. */
export function longestOf(windows: readonly Window[]): Window | undefined {
  const length = ([from, to]: Window): number => to - from;
  return windows.reduce<Window | undefined>(
    (longest, one) => (longest === undefined || length(one) > length(longest) ? one : longest),
    undefined,
  );
}

/** What is left of some windows without the stretches of others. */
export function without(windows: readonly Window[], cuts: readonly Window[]): readonly Window[] {
  return cuts.reduce<readonly Window[]>(
    (left, [from, to]) =>
      left.flatMap((window): readonly Window[] =>
        overlaps(window, [from, to])
          ? (
              [
                [window[0], Math.min(window[1], from)],
                [Math.max(window[0], to), window[1]],
              ] satisfies readonly Window[]
            ).filter(([begin, end]) => end > begin)
          : [window],
      ),
    windows,
  );
}

/** Whether a time lies in one of some windows. Asked for every row of a trial: a loop, for a closure a row costs several times the rest. */
export function isInAny(tMs: number, windows: readonly Window[]): boolean {
  for (const window of windows) if (tMs >= window[0] && tMs < window[1]) return true;
  return false;
}

/** True when two windows share a moment. */
export function overlaps(one: Window, other: Window): boolean {
  return one[0] <= other[1] && other[0] <= one[1];
}

function spanOf(history: Events, kind: 'stage' | 'phase', name: string): Window | undefined {
  const span = spans(history).get(`${kind} ${name}`);
  return span?.beganMs === undefined ? undefined : [span.beganMs, span.endedMs ?? endOf(history)];
}

/** When each stage and phase began first and ended last, ms. */
const spans = once(({events}) => {
  const found = new Map<string, {beganMs?: number; endedMs?: number}>();
  for (const event of events) {
    if (event.kind !== 'stage' && event.kind !== 'phase') continue;
    const key = `${event.kind} ${event.name}`;
    const span = found.get(key) ?? {};
    found.set(key, span);
    if (event.is !== 'begun') span.endedMs = event.tMs;
    else span.beganMs ??= event.tMs;
  }
  return found;
});
