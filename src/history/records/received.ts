import {containersOf, isReady} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import type {HistoryEvent} from '../events.ts';
import {readingsOf} from '../state.ts';
import {podTraffic, type PodTraffic} from './pod-traffic.ts';

export interface StageWindow {
  readonly name: string;
  readonly windowMs: readonly [number, number];
}

/**
 * What the entry's pods received by the kernel's count, by stage, and connections by pod over all stages (LedgerFacts).
 */
export interface Received {
  readonly received: Readonly<Record<string, {readonly connections: number; readonly bytesIn: number}>>;
  readonly perReplica: Readonly<Record<string, number>>;
}

/**
 * Adds up the traffic of the entry's pods over each stage: new connections without the kubelet's probes (each opens one,
 * at the declared period, while the pod is ready: before that nothing listens, or nobody asks), and bytes. Between two
 * readings, a second apart, counts are interpolated.
 */
export function received(
  events: readonly HistoryEvent[],
  isEntry: (pod: KubeObject) => boolean,
  stages: readonly StageWindow[],
): Received {
  const pods = podsSeen(events, isEntry);
  const series = readings(events, pods);
  const perReplica: Record<string, number> = {};
  const byStage: Record<string, {connections: number; bytesIn: number}> = {};
  for (const {name, windowMs} of stages) {
    const stage = (byStage[name] ??= {connections: 0, bytesIn: 0});
    for (const [uid, points] of series) {
      const seen = pods.get(uid);
      // One that came after the stage, in the place of one that a fault took, had no share of it.
      if (seen === undefined || overlapMs(points, windowMs) === 0) continue;
      const {pod, readyMs} = seen;
      const [from, to] = [at(points, windowMs[0]), at(points, windowMs[1])];
      const readyInMs = readyMs.reduce((sum, ready) => sum + overlapMs(points, shared(windowMs, ready)), 0);
      const probes = probesPerSecond(pod) * (readyInMs / 1000);
      const connections = Math.max(0, to.passiveOpens - from.passiveOpens - probes);
      stage.connections += connections;
      stage.bytesIn += to.inOctets - from.inOctets;
      perReplica[pod.metadata.name] = (perReplica[pod.metadata.name] ?? 0) + connections;
    }
    byStage[name] = {connections: Math.round(stage.connections), bytesIn: Math.round(stage.bytesIn)};
  }
  for (const [pod, count] of Object.entries(perReplica)) perReplica[pod] = Math.round(count);
  return {received: byStage, perReplica};
}

type Counts = Pick<PodTraffic, 'passiveOpens' | 'inOctets'>;

interface Reading extends Counts {
  readonly tMs: number;
  /** True for the first one after the pod was away with its node. */
  readonly isBack?: boolean;
}

/** A pod as last seen, and the stretches in which it was ready. */
interface PodSeen {
  readonly pod: KubeObject;
  readonly readyMs: readonly (readonly [number, number])[];
}

/** Every pod of the entry that was ever seen, by UID. */
function podsSeen(
  events: readonly HistoryEvent[],
  isEntry: (pod: KubeObject) => boolean,
): ReadonlyMap<string, PodSeen> {
  const readings = readingsOf({events}, 'Pod').filter(({object}) => isEntry(object));
  const byUid = [...Map.groupBy(readings, ({object}) => object.metadata.uid ?? '')];
  return new Map(
    byUid.flatMap(([uid, those]) => {
      const pod = those.at(-1)?.object;
      const readyMs = those.flatMap(({is, object, tMs}, index) =>
        is === 'present' && isReady(object) ? [[tMs, those[index + 1]?.tMs ?? Number.POSITIVE_INFINITY] as const] : [],
      );
      return pod === undefined ? [] : [[uid, {pod, readyMs}] as const];
    }),
  );
}

function readings(
  events: readonly HistoryEvent[],
  pods: ReadonlyMap<string, PodSeen>,
): ReadonlyMap<string, readonly Reading[]> {
  const series = new Map<string, Reading[]>();
  const before = new Map<string, {readonly last: Counts; readonly lost: Counts}>();
  for (const {uid, tMs, ...counted} of podTraffic({events})) {
    if (!pods.has(uid)) continue;
    const {last, lost} = before.get(uid) ?? {last: counted, lost: {passiveOpens: 0, inOctets: 0}};
    // A pod that comes back with its node has a network of its own again: it counts from zero.
    const isNew = counted.passiveOpens < last.passiveOpens || counted.inOctets < last.inOctets;
    const offset = isNew
      ? {passiveOpens: lost.passiveOpens + last.passiveOpens, inOctets: lost.inOctets + last.inOctets}
      : lost;
    before.set(uid, {last: counted, lost: offset});
    const points = series.get(uid) ?? [];
    series.set(uid, points);
    points.push({
      tMs,
      passiveOpens: offset.passiveOpens + counted.passiveOpens,
      inOctets: offset.inOctets + counted.inOctets,
      isBack: isNew,
    });
  }
  return series;
}

/** The counters at a moment: interpolated, and those of the first or last reading outside of them. */
function at(points: readonly Reading[], tMs: number): Reading {
  const later = points.findIndex((point) => point.tMs >= tMs);
  const after = points[later] ?? points.at(-1);
  const before = later < 0 ? after : (points[later - 1] ?? after);
  if (after === undefined || before === undefined) return {tMs, passiveOpens: 0, inOctets: 0};
  const share = after.tMs === before.tMs ? 0 : (tMs - before.tMs) / (after.tMs - before.tMs);
  const between = (one: number, other: number): number => one + (other - one) * share;
  return {
    tMs,
    passiveOpens: between(before.passiveOpens, after.passiveOpens),
    inOctets: between(before.inOctets, after.inOctets),
  };
}

function shared([from, to]: readonly [number, number], other: readonly [number, number]): readonly [number, number] {
  return [Math.max(from, other[0]), Math.min(to, other[1])];
}

/** How long a pod was there within a window, ms. */
function overlapMs(points: readonly Reading[], [fromMs, toMs]: readonly [number, number]): number {
  return points.reduce((sum, {tMs, isBack}, index) => {
    const beforeMs = points[index - 1]?.tMs ?? tMs;
    return isBack === true ? sum : sum + Math.max(0, Math.min(toMs, tMs) - Math.max(fromMs, beforeMs));
  }, 0);
}

/**
 * Connections a pod accepts from the kubelet while it runs: readiness and liveness probes, except those that run a
 * command in the container.
 */
export function probesPerSecond(pod: KubeObject): number {
  let sum = 0;
  for (const container of containersOf(pod)) {
    for (const kind of ['readinessProbe', 'livenessProbe'] as const) {
      const probe = probeOf(container, kind);
      const isCommand = (container.spec[kind] as Readonly<Record<string, Json>> | undefined)?.['exec'] !== undefined;
      if (probe !== undefined && !isCommand) sum += 1000 / probe.periodMs;
    }
  }
  return sum;
}
