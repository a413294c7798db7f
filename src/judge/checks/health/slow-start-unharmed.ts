import {answerOf} from '../../../forecast/answer.ts';
import {predictionText} from '../../../forecast/prediction.ts';
import {bootKilled, bootServed} from '../../../forecast/probes.ts';
import {allowedMs} from '../../../forecast/starts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {plainId, type ContainerOf, type ContainerStatus} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {servedDuring, servedPods} from '../../observed/pods/endpoints.ts';
import {faultsOf, type FaultRecord} from '../../observed/faults/faults.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {readinessFor, tellsWhenReady} from '../../fixes/readiness.ts';
import {killingBy} from '../../observed/account/killings.ts';
import {onFaults} from '../../owed.ts';
import {victimContainer} from '../../observed/pods/victim-container.ts';
import {slackMs} from '../../observed/slack.ts';
import {startupThatWaits} from './probe-fixes.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
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
    container,
    of,
    windowMs,
    wasStarted: statuses.some(
      ({tMs, status}) => tMs > from && tMs <= to && status?.startedAt !== undefined && status.containerId !== own,
    ),
    kills: killsIn(history, {uid: victim.uid, container: container.name, own, statuses}, windowMs),
  };
  return [judgeKills(history, boot), judgeTraffic(history, boot)];
}

interface Boot {
  readonly fault: FaultRecord;
  readonly victim: Victim;
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
    ...startupThatWaits(history, of, heldMs),
  };
}

interface Kill {
  readonly seq: number;
  readonly tMs: number;
  readonly ended: string;
}

interface Told {
  readonly uid: string;
  readonly container: string;
  /** The ID of the victim itself, which was ended by us. */
  readonly own: string;
  readonly statuses: readonly {
    readonly tMs: number;
    readonly seq: number;
    readonly status: ContainerStatus | undefined;
  }[];
}

/** The containers in the victim's place that ended, by time, or the one that is to end after its grace period. */
function killsIn(history: History, {uid, container, own, statuses}: Told, [from, to]: Window): readonly Kill[] {
  const known = new Set([own]);
  const ended = statuses.flatMap(({tMs, seq, status}) =>
    [status?.terminated, status?.lastTerminated].flatMap((ending) => {
      if (ending === undefined || known.has(ending.containerId)) return [];
      known.add(ending.containerId);
      return tMs > from && tMs <= to ? [{seq, tMs, ended: `${ending.reason}, exit code ${ending.exitCode}`}] : [];
    }),
  );
  if (ended.length > 0) return ended;
  const killing = killingBy(history, {uid, container}, [from, to]);
  return killing === undefined ? [] : [{...killing, ended: 'told to end, its grace period outlasted the slow boot'}];
}

/** When its successor was held: the receipt. */
function heldFrom({provedMs}: FaultRecord, [, untilMs]: Window): number {
  return provedMs ?? untilMs;
}

function judgeTraffic(history: History, {fault, victim, container, of, windowMs, kills}: Boot): Finding {
  // What the victim was sent before its end is not its successor's, nor is what comes to the one that follows when the
  // successor was killed.
  const [fromMs, untilMs] = [heldFrom(fault, windowMs), kills[0]?.tMs ?? windowMs[1]];
  const early = servedDuring(servedPods(history), [fromMs, untilMs]).find(({ready}) => ready.has(victim.uid));
  const common = {
    check: 'slow-start-unharmed/traffic',
    step: fault.step,
    of,
    truth: {state: 'slow-start', probe: 'readiness'} as const,
    expected: 'In no service before it can serve',
    windowMs: [fromMs, untilMs] as const,
    evidence: [...fault.evidence, ...(early === undefined ? [] : [early.seq])],
    margin: {value: early === undefined ? 1 : -1, unit: 'services'},
  };
  if (early === undefined) {
    const prediction = bootServed(container);
    const slack = slackMs(history, windowMs);
    if (answerOf(prediction, {untilMs: untilMs - fromMs, seenMs: undefined}, slack) === 'not watched long enough') {
      const {because, why} = undecidedOf(history, prediction, untilMs - fromMs, slack);
      const sentence = `Whether ${victim.name} is sent requests while it boots was not seen: ${why}`;
      return {...common, verdict: 'inconclusive', because, sentence, observed: 'In none'};
    }
    const sentence = `${victim.name} was sent nothing while it booted`;
    return {...common, verdict: 'pass', sentence, observed: 'In none'};
  }
  const sentence = `${victim.name} was sent requests while it booted: ${probeOf(container, 'readinessProbe') === undefined ? 'it has no readiness probe' : 'its readiness was good before it could serve'}`;
  const proposal =
    probeOf(container, 'readinessProbe') === undefined ? readinessFor(history, of, {isRefused: true}) : undefined;
  const fixed = fixOf(history, proposal, (after) => tellsWhenReady(of, after));
  return {...common, verdict: 'fail', sentence, observed: 'In a service', ...fixed};
}
