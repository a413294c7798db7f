import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {hasPreStop} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {nameOf, objectIn} from '../../../kubernetes/owners.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {duration} from '../../../text/duration.ts';
import {fixOf} from '../../fixes/fix.ts';
import {plain} from '../../fixes/objects.ts';
import {readinessFor, tellsWhenReady} from '../../fixes/readiness.ts';
import {byReadiness} from '../../fixes/services.ts';
import {endingInOrder, endsInOrder} from '../../fixes/stop.ts';
import {type Attribution, attributionOf, type Explanation} from '../../observed/account/attributions.ts';
import {endingsOf} from '../../observed/account/endings.ts';
import type {Burst} from '../../observed/account/bursts.ts';
import {type Change, changesIn} from '../../observed/account/changes.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {servingContainers} from '../../observed/pods/serving.ts';
import type {Cause} from './cause.ts';
import {fewCause, nobodyCause} from './left-cause.ts';

/** A burst of failed requests, what explains it, and what was seen around it. */
export interface Explained {
  readonly attribution: Attribution;
  readonly cause: Cause;
  /** The pods that came or went then, a line each, and how many were ready. */
  readonly around: readonly string[];
  readonly evidence: readonly number[];
}

/** Ending within less than this leaves the services no time to forget a pod, ms. */
const leastGraceMs = 5000;

/** What is broken off so soon after a pod was asked to end, it broke off without serving on, ms. */
const atOnceMs = 1500;

/** What explains a burst: the first explanation of its kind that the configuration bears out, else none. */
export function explain(history: History, fault: FaultRecord, burst: Burst): Explained {
  const attribution = attributionOf(history, burst, fault.windowMs?.[0] ?? burst.windowMs[0]);
  const {explanations, around, left, before} = attribution;
  const causes = explanations.flatMap((explanation) => {
    const cause = causeOf(history, fault, attribution, explanation);
    return cause === undefined ? [] : [{is: explanation.is, cause}];
  });
  return {
    attribution,
    cause: likeliest(causes, burst) ?? {why: 'why is not known', of: undefined},
    around: [...around.map((change) => changeText(change, burst)), `${left} of ${before} pods of the entry were ready`],
    evidence: around.map(({seq}) => seq),
  };
}

function causeOf(
  history: History,
  fault: FaultRecord,
  attribution: Attribution,
  explanation: Explanation,
): Cause | undefined {
  const {burst} = attribution;
  switch (explanation.is) {
    case 'nobody':
      return nobodyCause(history, fault, attribution, explanation.changes);
    case 'few':
      return fewCause(history, fault, attribution, explanation.changes);
    case 'published': {
      const {service} = explanation;
      return {
        why: 'it sends requests to pods that are not ready',
        of: plain(service),
        isCertain: isTurnedAway(burst) || burst.wrong > 0,
        ...byReadiness(history, service),
      };
    }
    case 'new':
      return firstOf(explanation.changes, (those, object) => blindCause(history, burst, those, object), history);
    case 'gone':
    case 'behind':
      return firstOf(
        explanation.changes,
        (those, object) =>
          (explanation.is === 'behind' ? blindCause(history, burst, those, object) : undefined) ??
          abruptCause(history, burst, those, object),
        history,
      );
  }
}

/**
 * The first of some causes. Where pods that answer and pods behind them were ended together, a wrong answer may be of
 * either: both are named, and no fix of one is told.
 */
function likeliest(
  causes: readonly {readonly is: Explanation['is']; readonly cause: Cause}[],
  {wrong, brokenOff}: Burst,
): Cause | undefined {
  const [first] = causes;
  const behind = causes.find(({is}) => is === 'behind')?.cause;
  if (first?.is !== 'gone' || wrong <= brokenOff || first.cause.isCertain === true || behind?.of === undefined)
    return first?.cause;
  const {why, of} = first.cause;
  return {why: `${why}; or ${nameOf(behind.of)} behind it, which was ended too`, of};
}

/** The cause that the changes of one workload give, the nearest to the burst first. */
function firstOf(
  changes: readonly Change[],
  causeIn: (those: readonly Change[], object: KubeObject) => Cause | undefined,
  history: History,
): Cause | undefined {
  const {deploy} = factsOf(history);
  const workloads = [...new Map(changes.toReversed().map(({workload}) => [nameOf(workload), workload])).values()];
  for (const workload of workloads) {
    const object = deploy === undefined ? undefined : objectIn(deploy.objects, workload);
    const cause = object === undefined ? undefined : causeIn(changesIn(changes, workload), object);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/** A new pod of whose containers nobody asks whether they can serve. */
function blindCause(history: History, burst: Burst, changes: readonly Change[], object: KubeObject): Cause | undefined {
  const blind = servingContainers(history, object).find(({spec}) => spec['readinessProbe'] === undefined);
  const [change] = changes.filter(({what}) => what === 'new');
  if (change === undefined || blind === undefined) return undefined;
  const of = {...plain(change.workload), container: blind.name};
  const isRefused = burst.brokenOff > 0 && burst.wrong === 0;
  return {
    why: `container ${blind.name} has no readiness probe, so it is sent requests before it can serve`,
    of: plain(change.workload),
    isCertain: isTurnedAway(burst) || burst.wrong > 0,
    ...fixOf(history, readinessFor(history, of, {isRefused}), (after) => tellsWhenReady(of, after)),
  };
}

/**
 * A pod that was asked to end and stops before the services have removed it; one that served on, and then closed kept
 * connections that requests were on their way on.
 */
function abruptCause(
  history: History,
  burst: Burst,
  changes: readonly Change[],
  object: KubeObject,
): Cause | undefined {
  const serving = servingContainers(history, object);
  const ending = changes.filter(({what}) => what === 'ending');
  const [change] = ending;
  if (change === undefined) return undefined;
  const of = plain(change.workload);
  const fix = fixOf(history, endingInOrder(history, of), (after) => endsInOrder(history, of, after));
  const graceMs = graceMsOf(object);
  if (graceMs < leastGraceMs) {
    const why = `its pods get ${duration(graceMs)} to end, less than the Services need to remove them`;
    return {why, of, isCertain: isTurnedAway(burst), ...fix};
  }
  const abrupt = serving.find((container) => !hasPreStop(container));
  if (abrupt !== undefined && (isTurnedAway(burst) || hasJustBegun(ending, burst, atOnceMs))) {
    const why = `container ${abrupt.name} stops taking requests before the Services have removed it`;
    return {why, of, isCertain: isTurnedAway(burst) && hasJustBegun(ending, burst, leastGraceMs), ...fix};
  }
  const [closing] = serving;
  if (closing !== undefined && ending.every((one) => isKilled(history, one, closing.name, graceMs))) {
    const why = `container ${closing.name} does not end when it is asked to, and is killed with what it was answering after its grace of ${duration(graceMs)}`;
    return {why, of};
  }
  if (closing === undefined || isTurnedAway(burst) || 2 * burst.crossed < burst.failed) return undefined;
  // No manifest mends it: a preStop only puts off when it closes them.
  const why = `container ${closing.name} closes kept connections that requests are on their way on: while it ends, let it answer with Connection: close first`;
  return {why, of, isCrossing: true};
}

/** Whether a container of a pod that was being ended was killed when its grace was over (exit code 137). */
function isKilled(history: History, {replica, tMs, untilMs}: Change, container: string, graceMs: number): boolean {
  const last = endingsOf(history).findLast((one) => one.replica.uid === replica.uid && one.container === container);
  return untilMs - tMs >= graceMs && last?.exitCode === 137 && last.by === 'pod-end';
}

/** Whether some were refused, or broken off on a connection of their own: no crossing on a kept one explains that. */
function isTurnedAway({brokenOff, crossed}: Burst): boolean {
  return brokenOff > crossed;
}

/**
 * Every pod that was being ended had been asked so shortly before that one which goes on serving for a while would
 * still have served.
 */
function hasJustBegun(ending: readonly Change[], {windowMs: [from]}: Burst, withinMs: number): boolean {
  return ending.filter(({tMs}) => tMs <= from).every(({tMs}) => from - tMs < withinMs);
}

function changeText({what, replica: {name}, tMs, untilMs, container}: Change, {windowMs: [from]}: Burst): string {
  const when = tMs <= from ? `${duration(from - tMs)} before` : `${duration(tMs - from)} later`;
  if (what === 'new') return `${name} got ready for the first time (${when})`;
  if (what === 'ended') return `${name}, container ${container} ended (${when})`;
  return `${name} was being ended (asked ${when}, ended ${duration(untilMs - tMs)} after)`;
}
