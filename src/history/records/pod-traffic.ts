import {isSame, workloadOf} from '../../kubernetes/owners.ts';
import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import type {EventBody, HistoryEvent} from '../events.ts';
import type {Events} from '../history.ts';
import {readingsOf} from '../state.ts';
import {answered, answersTo, numberIn} from './answers.ts';

export interface StageWindow {
  readonly name: string;
  readonly windowMs: readonly [number, number];
}

/** What a pod received since it began: connections, TCP segments and bytes; read at `tMs` of the history. */
export type PodTraffic = {
  readonly passiveOpens: number;
  readonly inSegs: number;
  readonly inOctets: number;
  readonly tMs: number;
};

/** The event of one reading of one pod. */
export function podTrafficRead(
  {name, namespace, uid}: Pick<Required<ObjectRef>, 'name' | 'namespace' | 'uid'>,
  answer: PodTraffic,
): EventBody {
  return answered('entry-pod', {question: 'received', of: {kind: 'Pod', name, namespace, uid}, answer});
}

/** All readings, by arrival, as far as they are asked for; those without counts are passed over. */
export function podTraffic(history: Events): readonly (Omit<PodTraffic, 'inSegs'> & {readonly uid: string})[] {
  return answersTo('received', history).flatMap(({of, said}) => {
    const [tMs, passiveOpens, inOctets] = [
      numberIn(said, 'tMs'),
      numberIn(said, 'passiveOpens'),
      numberIn(said, 'inOctets'),
    ];
    if (tMs === undefined || passiveOpens === undefined || inOctets === undefined) return [];
    return [{uid: of?.uid ?? '', tMs, passiveOpens, inOctets}];
  });
}

/**
 * What the entry's pods received by the kernel's count, by stage, and connections by pod over all stages (LedgerFacts).
 */
export interface Received {
  readonly received: Readonly<Record<string, {readonly connections: number; readonly bytesIn: number}>>;
  readonly perReplica: Readonly<Record<string, number>>;
}

/**
 * Adds up the traffic of the pods of one workload over each stage: new connections without the kubelet's
 * probes (each opens one, at the declared period), and bytes. Between two readings, a second apart, counts are
 * interpolated.
 */
export function received(
  events: readonly HistoryEvent[],
  workload: ObjectRef,
  stages: readonly StageWindow[],
): Received {
  const pods = podsSeen(events, workload);
  const series = readings(events, pods);
  const perReplica: Record<string, number> = {};
  const byStage: Record<string, {connections: number; bytesIn: number}> = {};
  for (const {name, windowMs} of stages) {
    const stage = (byStage[name] ??= {connections: 0, bytesIn: 0});
    for (const [uid, points] of series) {
      const pod = pods.get(uid);
      if (pod === undefined) continue;
      const [from, to] = [at(points, windowMs[0]), at(points, windowMs[1])];
      const wasThereMs = overlapMs(points, windowMs);
      // One that came after the stage, in the place of one that a fault took, had no share of it.
      if (wasThereMs === 0) continue;
      const probes = probesPerSecond(pod) * (wasThereMs / 1000);
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

/** Whether every pod that reported shortly before a time (ms) has reported since. */
export function allReportedSince(events: readonly HistoryEvent[], sinceMs: number): boolean {
  const waiting = new Set<string>();
  const told = new Set<string>();
  for (const {tMs, of} of answersTo('received', {events: events.slice(-recentEvents)})) {
    const uid = of?.uid ?? '';
    if (tMs >= sinceMs) told.add(uid);
    else if (tMs >= sinceMs - shortlyMs) waiting.add(uid);
  }
  return waiting.size > 0 && [...waiting].every((uid) => told.has(uid));
}

/** Each pod reports once a second. */
const shortlyMs = 2500;
const recentEvents = 2000;

type Counts = Pick<PodTraffic, 'passiveOpens' | 'inOctets'>;

interface Reading extends Counts {
  readonly tMs: number;
  /** True for the first one after the pod was away with its node. */
  readonly isBack?: boolean;
}

/** Every pod of a workload that was ever seen, by UID, as last seen. */
function podsSeen(events: readonly HistoryEvent[], workload: ObjectRef): ReadonlyMap<string, KubeObject> {
  const pods = readingsOf({events}, 'Pod').filter(({object}) => isSame(workloadOf(object), workload));
  return new Map(pods.map(({object}) => [object.metadata.uid ?? '', object]));
}

function readings(
  events: readonly HistoryEvent[],
  pods: ReadonlyMap<string, KubeObject>,
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
