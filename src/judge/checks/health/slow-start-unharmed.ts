import {answerOf} from '../../../forecast/answer.ts';
import {bootKilled, bootServed, bootWatchMs} from '../../../forecast/boots.ts';
import {endpointChanged} from '../../../forecast/endpoints.ts';
import {predictionText} from '../../../forecast/prediction.ts';
import {containerEnded} from '../../../forecast/restarts.ts';
import {allowedMs} from '../../../forecast/starts.ts';
import {wholeSecondMs} from '../../../forecast/time-line.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {plainId, type ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {endpointsGone, servedDuring, type ServedPods, servedPods} from '../../observed/pods/endpoints.ts';
import {publisherOf} from '../../observed/pods/senders.ts';
import {faultsOf, type FaultRecord} from '../../observed/faults/faults.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {readinessFor, tellsWhenReady} from '../../fixes/readiness.ts';
import {byReadiness} from '../../fixes/services.ts';
import {type EndedBy, endingsOf, whoEnded} from '../../observed/account/endings.ts';
import {killingBy} from '../../observed/account/killings.ts';
import {onFaults} from '../../owed.ts';
import {victimContainer} from '../../observed/pods/victim-container.ts';
import {slackMs} from '../../observed/slack.ts';
import {startupThatWaits} from './probe-fixes.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {isBesideServices, losesRequests, publishesText} from './sent-unready.ts';
import {count} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Is a container that boots slowly left alone until it can serve, and sent nothing before? */
export const slowStartUnharmed: Check = {
  about: 'subject',
  title: 'Is a container that boots slowly left alone, and sent no request before it can serve?',
  needs: ['api', 'receipt', 'host'],
  owes: onFaults(({effect}) => effect?.takes === 'boot', 'slow-start-unharmed', 'slow-start-unharmed/traffic'),
  judge: (history) =>
    faultsOf(history)
      .filter(({effect}) => effect?.takes === 'boot')
      .flatMap((fault) => fault.victims.flatMap((victim) => judgeVictim(history, fault, victim))),
};

function judgeVictim(history: History, fault: FaultRecord, victim: Victim): readonly Finding[] {
  const found = victimContainer(history, victim);
  if (found === undefined || fault.injectedMs === undefined) return [];
  const {replica, container, of} = found;
  const windowMs: Window = [fault.injectedMs, fault.undoingMs ?? endOf(history)];
  const statuses = replica.readings.map(({tMs, seq, statuses: all}) => ({
    tMs,
    seq,
    status: all.find(({name}) => name === container.name),
  }));
  const own = plainId(victim.containerId);
  const [from, to] = windowMs;
  const boot: Boot = {
    fault,
    victim,
    pod: replica.readings[0]?.pod,
    container,
    of,
    windowMs,
    wasStarted: statuses.some(
      ({tMs, status}) => tMs > from && tMs <= to && status?.startedAt !== undefined && status.containerId !== own,
    ),
    kills: killsIn(history, {uid: victim.uid, container: container.name}, own, windowMs),
  };
  return [judgeKills(history, boot), judgeTraffic(history, boot)];
}

interface Boot {
  readonly fault: FaultRecord;
  readonly victim: Victim;
  readonly pod: KubeObject | undefined;
  readonly container: ContainerOf;
  readonly of: ObjectRef;
  readonly windowMs: Window;
  /** Whether the kubelet told of a running container in the victim's place. */
  readonly wasStarted: boolean;
  readonly kills: readonly Kill[];
}

function judgeKills(history: History, {fault, victim, container, of, windowMs, wasStarted, kills}: Boot): Finding {
  const heldMs = windowMs[1] - heldFrom(fault, windowMs);
  const common = {
    check: 'slow-start-unharmed',
    step: fault.step,
    of,
    truth: {state: 'slow-start', probe: 'liveness'} as const,
    expected: 'Not killed while it boots',
    observed: `${count(kills.length, 'kill')} in ${duration(heldMs)} of booting`,
    windowMs,
    evidence: [...fault.evidence, ...kills.map(({seq}) => seq)],
    margin: {value: kills.length === 0 ? 1 : -kills.length, unit: 'kills'},
  };
  const [first] = kills;
  if (first === undefined && !wasStarted) {
    const sentence = `${victim.name}, container ${container.name}: its kubelet did not see a successor start while it was held, so that no probe could ask it`;
    const {margin: _, ...unasked} = common;
    return {...unasked, verdict: 'inconclusive', because: 'not-exercised', sentence};
  }
  if (first === undefined) {
    const held = `${victim.name}, container ${container.name} was held at its boot for ${duration(heldMs)}, and nobody killed it`;
    const prediction = bootKilled(container);
    const slack = slackMs(history, windowMs);
    // A boot that its probes allow for longer was asked about whole; one that they may end about now was not.
    const isAllowed = prediction.is === 'within' && heldMs < prediction.ms[0];
    const answer = answerOf(prediction, {untilMs: heldMs, seenMs: undefined}, slack);
    if (!isAllowed && (answer === 'unknown' || answer === 'not watched long enough')) {
      const {because, why} = undecidedOf(history, prediction, heldMs, slack);
      return {...common, verdict: 'inconclusive', because, sentence: `${held} yet: ${why}`};
    }
    const allowed = isAllowed ? `; its probes would after ${predictionText(prediction)}` : '';
    return {...common, verdict: 'pass', sentence: `${held}${allowed}`};
  }
  if (!first.isByProbe) {
    const sentence = `${victim.name}, container ${container.name} ended while it was held at its boot, ${first.ended}: nothing can be said of its probes`;
    return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
  }
  const startup = probeOf(container, 'startupProbe');
  const liveness = probeOf(container, 'livenessProbe');
  const why =
    startup === undefined
      ? 'it has no startup probe, so liveness counts from the first moment'
      : `its startup probe allows ${duration(allowedMs(startup))}`;
  return {
    ...common,
    verdict: 'fail',
    sentence: `${nameOf(of)} is killed while it boots: ${count(kills.length, 'time')} in ${duration(heldMs)}; ${why}`,
    details: [`Liveness: ${liveness?.says ?? 'none'}`, `The first kill: ${first.ended}`],
    // What is held answers no probe, however well the machine is: where its kubelet says that it was one, nothing else was.
    ...(first.isTold ? {needs: ['api', 'receipt'] as const} : {}),
    ...startupThatWaits(history, of, heldMs),
  };
}

interface Kill {
  readonly seq: number;
  readonly tMs: number;
  readonly ended: string;
  /** False: it ended by something else than a probe. */
  readonly isByProbe: boolean;
  /** Whether its kubelet said which one. */
  readonly isTold: boolean;
}

/** The containers in the victim's place that ended, by time, or the one that is to end after its grace period. */
function killsIn(
  history: History,
  id: {readonly uid: string; readonly container: string},
  own: string,
  [from, to]: Window,
): readonly Kill[] {
  const ended = endingsOf(history)
    .filter(({replica, container}) => replica.uid === id.uid && container === id.container)
    .filter(({containerId, tMs}) => containerId !== own && tMs > from && tMs <= to);
  if (ended.length > 0)
    return ended.map((ending) => ({
      seq: ending.seq,
      tMs: ending.tMs,
      ended: ending.by === 'unknown' ? ending.ended : `by ${whoEnded(ending)}`,
      isByProbe: probing.has(ending.by),
      isTold: ending.by !== 'unknown',
    }));
  const killing = killingBy(history, id, [from, to]);
  return killing === undefined
    ? []
    : [{...killing, ended: 'told to end, its grace period outlasted the slow boot', isByProbe: true, isTold: true}];
}

/** Who may have ended a container for being slow; of what nobody tells, a kubelet is the likeliest. */
const probing: ReadonlySet<EndedBy> = new Set(['liveness', 'startup', 'unknown']);

/** When its successor was held: the receipt. */
function heldFrom({provedMs}: FaultRecord, [, untilMs]: Window): number {
  return provedMs ?? untilMs;
}

function judgeTraffic(history: History, {fault, victim, pod, container, of, windowMs, kills}: Boot): Finding {
  const slack = slackMs(history, windowMs);
  const served = servedPods(history);
  const heldMs = heldFrom(fault, windowMs);
  // What the victim was sent is not its successor's, nor is what comes to the one that follows when that was killed.
  const fromMs = Math.max(heldMs, forgottenMs(served, victim, windowMs[0], slack));
  const untilMs = kills[0]?.tMs ?? windowMs[1];
  const early =
    untilMs <= fromMs ? undefined : servedDuring(served, [fromMs, untilMs]).find(({ready}) => ready.has(victim.uid));
  const common = {
    check: 'slow-start-unharmed/traffic',
    step: fault.step,
    of,
    truth: {state: 'slow-start', probe: 'readiness'} as const,
    expected: 'In no service before it can serve',
    windowMs: [fromMs, Math.max(fromMs, untilMs)] as const,
    evidence: [...fault.evidence, ...(early === undefined ? [] : [early.seq])],
    margin: {value: early === undefined ? 1 : -1, unit: 'services'},
  };
  const unseen = `Whether ${victim.name} is sent requests while it boots was not seen`;
  if (untilMs <= fromMs) {
    const sentence = `${unseen}: the Services may still have had to forget the container before it`;
    return {...common, verdict: 'inconclusive', because: 'not-exercised', sentence, observed: 'Not seen'};
  }
  if (early === undefined) {
    const prediction = bootServed(container);
    const watched = {untilMs: untilMs - heldMs, seenMs: undefined};
    const isSeen = answerOf(prediction, watched, slack) !== 'not watched long enough';
    // Timers and clocks differ by less than a second.
    const isAsked = watched.untilMs + wholeSecondMs >= bootWatchMs(container, slack + wholeSecondMs);
    if (!isSeen && !isAsked) {
      const {because, why} = undecidedOf(history, prediction, watched.untilMs, slack);
      return {...common, verdict: 'inconclusive', because, sentence: `${unseen}: ${why}`, observed: 'In none'};
    }
    const ends =
      isSeen || kills.length > 0 ? '' : `; its probes would end it after ${predictionText(bootKilled(container))}`;
    const sentence = `${victim.name} was sent nothing while it booted${ends}`;
    return {...common, verdict: 'pass', sentence, observed: 'In none'};
  }
  if (pod !== undefined && isBesideServices(history, pod, container) && !losesRequests(history, windowMs)) {
    const sentence = `${victim.name} stayed in the services while container ${container.name} booted, and no request failed for it: no Service sends it any`;
    return {...common, verdict: 'pass', uncounted: 'not-applicable', sentence, observed: 'None to it'};
  }
  const {why, ...fixed} = whySent(history, victim, container, of);
  const sentence = `${victim.name} was sent requests while it booted: ${why}`;
  return {...common, verdict: 'fail', sentence, observed: 'In a service', ...fixed};
}

/** When the services had forgotten the victim that ended, ms: as they told, or else when they must have. */
function forgottenMs(served: readonly ServedPods[], {uid}: Victim, fromMs: number, slack: number): number {
  if (served.findLast(({tMs}) => tMs <= fromMs)?.ready.has(uid) !== true) return fromMs;
  const changed = endpointChanged(containerEnded);
  const latestMs = fromMs + (changed.is === 'within' ? changed.ms[1] : 0) + slack;
  return endpointsGone(served, [uid], fromMs, latestMs)?.tMs ?? latestMs;
}

/** Why a container that boots was sent requests, and what mends it. */
function whySent(
  history: History,
  {uid}: Victim,
  container: ContainerOf,
  of: ObjectRef,
): Pick<Finding, 'fix'> & {readonly why: string} {
  const publisher = publisherOf(history, uid);
  if (publisher !== undefined) return {why: publishesText(publisher), ...byReadiness(history, publisher)};
  if (probeOf(container, 'readinessProbe') !== undefined) return {why: 'its readiness was good before it could serve'};
  const proposal = readinessFor(history, of, {isRefused: true});
  return {why: 'it has no readiness probe', ...fixOf(history, proposal, (after) => tellsWhenReady(of, after))};
}
