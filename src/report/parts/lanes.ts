import type {HistoryEvent} from '../../history/events.ts';
import type {History} from '../../history/history.ts';
import {isReady} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nodeOf} from '../../kubernetes/pods.ts';
import type {TimeRange} from './time-range.ts';

/**
 * What the API said of a pod or a node: a pod starts, is ready or ends; a node is ready, not ready, or takes no new
 * pods.
 */
export type LaneState = 'starting' | 'ready' | 'ending' | 'not-ready' | 'cordoned';

/** One pod or node over time; gaps between its segments are times at which the API did not know it. ms. */
export interface Lane {
  readonly kind: 'Node' | 'Pod';
  readonly name: string;
  /** The node a pod ran on. */
  readonly on: string;
  readonly segments: readonly {readonly state: LaneState; readonly fromMs: number; readonly toMs: number}[];
}

/** More lanes than a reader follows are left out, those in which nothing happened first. */
const most = 40;

type ObjectEvent = Extract<HistoryEvent, {readonly kind: 'object'}>;

/**
 * The lanes of the nodes and of the subject's pods in a stretch of time, nodes first; none when neither a pod nor a
 * node changed in it.
 */
export function lanes(history: History, namespace: string | undefined, {fromMs, toMs}: TimeRange): readonly Lane[] {
  const readings = history.events.filter(
    (event): event is ObjectEvent => event.kind === 'object' && isShown(event.object, namespace),
  );
  const all = [
    ...Map.groupBy(readings, ({object}) => `${object.kind} ${object.metadata.uid ?? object.metadata.name}`).values(),
  ]
    .map((of) => laneOf(of, fromMs, toMs))
    .filter(({segments}) => segments.length > 0);
  if (all.every(({segments}) => isQuiet(segments, fromMs, toMs))) return [];
  const kept = new Set(
    all
      .toSorted(
        (one, other) => Number(isQuiet(one.segments, fromMs, toMs)) - Number(isQuiet(other.segments, fromMs, toMs)),
      )
      .slice(0, most),
  );
  return all
    .filter((lane) => kept.has(lane))
    .toSorted((one, other) =>
      one.kind === other.kind ? (one.name < other.name ? -1 : 1) : one.kind === 'Node' ? -1 : 1,
    );
}

function isShown({kind, metadata}: KubeObject, namespace: string | undefined): boolean {
  return kind === 'Node' || (kind === 'Pod' && (namespace === undefined || metadata.namespace === namespace));
}

function laneOf(readings: readonly ObjectEvent[], fromMs: number, toMs: number): Lane {
  const segments: {readonly state: LaneState; readonly fromMs: number; toMs: number}[] = [];
  for (const [index, {tMs, is, object}] of readings.entries()) {
    if (is === 'gone') continue;
    const [from, to] = [Math.max(fromMs, tMs), Math.min(toMs, readings[index + 1]?.tMs ?? toMs)];
    if (to <= from) continue;
    const state = stateOf(object);
    const last = segments.at(-1);
    if (last?.state === state && last.toMs === from) last.toMs = to;
    else segments.push({state, fromMs: from, toMs: to});
  }
  const last = readings.findLast(({is}) => is === 'present')?.object;
  return {
    kind: last?.kind === 'Node' ? 'Node' : 'Pod',
    name: last?.metadata.name ?? '',
    on: last === undefined ? '' : nodeOf(last),
    segments,
  };
}

function stateOf(object: KubeObject): LaneState {
  if (object.kind === 'Node')
    return !isReady(object) ? 'not-ready' : object.spec?.['unschedulable'] === true ? 'cordoned' : 'ready';
  if (object.metadata.deletionTimestamp !== undefined) return 'ending';
  return isReady(object) ? 'ready' : 'starting';
}

function isQuiet(segments: Lane['segments'], fromMs: number, toMs: number): boolean {
  const [only, ...others] = segments;
  return only?.state === 'ready' && others.length === 0 && only.fromMs <= fromMs && only.toMs >= toMs;
}
