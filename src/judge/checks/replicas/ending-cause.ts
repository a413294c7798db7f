import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {containersOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {rolloutOf} from '../../../kubernetes/rollout.ts';
import {type Workload, workloadsOf} from '../../../kubernetes/workloads.ts';
import type {Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {isGradual, oneByOne} from '../../fixes/rollout.ts';
import {endingInOrder, endsInOrder} from '../../fixes/stop.ts';
import {readinessFor, tellsWhenReady} from '../../fixes/readiness.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import type {Burst} from '../../observed/load/failures.ts';
import {type Change, changesAround, changesOf} from '../../observed/pods/changes.ts';
import {readyPodsAt} from '../../observed/pods/ready-pods.ts';
import {duration} from '../../../text/duration.ts';

/** Why requests failed while pods came and went. */
export interface Cause {
  /** What lets it happen, to stand after a colon. */
  readonly why: string;
  /** The pods that came or went then, a line each, and how many were ready. */
  readonly around: readonly string[];
  readonly workload: ObjectRef | undefined;
  /**
   * No busy machine can be blamed: the configuration lets it happen, and nobody was left to answer, or it was no
   * time-out that failed.
   */
  readonly isCertain?: boolean;
  readonly fix?: NonNullable<Finding['fix']>;
  readonly evidence: readonly number[];
}

/** How long after a pod's end or first readiness it may still be the cause, ms. */
const reachMs = 15_000;
/** Ending within less than this leaves the services no time to forget a pod, ms. */
const leastGraceMs = 5000;

/**
 * What most likely made requests fail: the pods that came or went then, and what their workload's configuration lacks
 * for it.
 */
export function causeOf(history: History, fault: FaultRecord, burst: Burst): Cause {
  const near = changesAround(history, burst.windowMs, reachMs);
  const {deploy, trial} = factsOf(history);
  const entry = deploy?.entry.workload;
  const ofEntry = entry === undefined ? [] : changesOf(near, entry);
  const changes = ofEntry.length > 0 ? ofEntry : near;
  const nearest = changes.toSorted((one, other) => distance(one, burst) - distance(other, burst))[0];
  const workload = workloadsOf(deploy?.objects ?? []).find(
    ({ref}) => nearest !== undefined && isSame(ref, nearest.workload),
  );
  if (nearest === undefined || workload === undefined) {
    return {
      why: 'no pod of the subject came or went then, the cause lies elsewhere',
      around: [],
      workload: undefined,
      evidence: [],
    };
  }
  const of = {kind: workload.ref.kind, name: workload.ref.name};
  const mine = changesOf(changes, workload.ref);
  const left = readyPodsAt(history, burst.windowMs[0] + (trial?.subject.entry.timeoutMs ?? 0) / 2).filter((pod) =>
    isSame(pod.workload, workload.ref),
  ).length;
  const around = [
    ...mine.map((change) => changeText(change, burst)),
    `${left} of ${workload.replicas} pods of ${nameOf(of)} were ready`,
  ];
  const evidence = mine.map(({seq}) => seq);
  const lack = lackOf(history, fault, workload, {changes: mine, left, burst});
  return {...lack, around, workload: of, evidence};
}

/** What the configuration lacks, the most likely first. */
function lackOf(
  history: History,
  fault: FaultRecord,
  workload: Workload,
  {changes, left, burst}: {readonly changes: readonly Change[]; readonly left: number; readonly burst: Burst},
): Pick<Cause, 'why' | 'fix' | 'isCertain'> {
  const {object, ref, replicas} = workload;
  const isNew = changes.some(({what}) => what === 'new');
  const isEnding = changes.some(({what}) => what === 'ending');
  const rollout = rolloutOf(object, replicas);
  if (fault.effect?.by === 'rollout' && rollout !== undefined && rollout.unavailable >= replicas) {
    const why = `its roll-out lets all ${replicas} replicas be away at once`;
    return {why, isCertain: left === 0, ...fixOf(history, oneByOne(history, ref), (after) => isGradual(ref, after))};
  }
  const running = containersOf(object).filter(({role}) => role === 'container');
  const blind = running.find(({spec}) => spec['readinessProbe'] === undefined);
  if (isNew && blind !== undefined) {
    const of = {kind: ref.kind, name: ref.name, container: blind.name};
    const why = `container ${blind.name} has no readiness probe, so it is sent requests before it can serve`;
    return {
      why,
      isCertain: burst.brokenOff + burst.wrong > 0,
      ...fixOf(history, readinessFor(history, of, {isRefused: burst.brokenOff > 0 && burst.wrong === 0}), (after) =>
        tellsWhenReady(of, after),
      ),
    };
  }
  const graceMs = graceMsOf(object);
  const inOrder = isEnding
    ? fixOf(history, endingInOrder(history, ref), (after) => endsInOrder(history, ref, after))
    : {};
  if (isEnding && graceMs < leastGraceMs) {
    const why = `its pods get ${duration(graceMs)} to end, less than the Services need to remove them`;
    return {why, isCertain: burst.brokenOff > 0, ...inOrder};
  }
  const abrupt = running.find(
    ({spec}) => (spec['lifecycle'] as {readonly preStop?: unknown} | undefined)?.preStop === undefined,
  );
  if (isEnding && abrupt !== undefined) {
    const why = `container ${abrupt.name} stops taking requests before the Services have removed it`;
    return {why, isCertain: burst.brokenOff > 0 && hasJustBegun(changes, burst), ...inOrder};
  }
  return {why: `nothing in ${nameOf(ref)} says why`};
}

/**
 * Every pod that was being ended had been asked so shortly before that one which goes on serving for a while would
 * still have served.
 */
function hasJustBegun(changes: readonly Change[], {windowMs: [from]}: Burst): boolean {
  return changes.filter(({what, tMs}) => what === 'ending' && tMs <= from).every(({tMs}) => from - tMs < leastGraceMs);
}

function changeText({what, pod, tMs, untilMs}: Change, {windowMs: [from]}: Burst): string {
  const when = tMs <= from ? `${duration(from - tMs)} before` : `${duration(tMs - from)} later`;
  if (what === 'new') return `${pod} got ready for the first time (${when})`;
  const ended = Number.isFinite(untilMs) ? `, ended ${duration(untilMs - tMs)} after` : '';
  return `${pod} was being ended (asked ${when}${ended})`;
}

/** How far a change lies from the begin of a burst; what comes after it is no cause. */
function distance({tMs, untilMs}: Change, {windowMs: [from]}: Burst): number {
  if (tMs > from) return 10 * (tMs - from);
  return Math.max(0, from - untilMs);
}
