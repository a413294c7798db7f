import {seenFailures} from '../../../forecast/losses.ts';
import {readinessRemoves} from '../../../forecast/probes.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {isEntryPod} from '../../../history/service-uses.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import type {Window} from '../../../history/windows.ts';
import {boundOf} from '../../bounds.ts';
import {departureIn, whatTook} from '../../observed/account/departures.ts';
import {isOwn} from '../../observed/account/endings.ts';
import {partitionedOf, type Partitioned, partitionRole} from '../../observed/faults/partitioned.ts';
import {servedPods} from '../../observed/pods/endpoints.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {readyPodsAt} from '../../observed/pods/ready-pods.ts';
import {silenceByChanceMs} from '../../observed/load/silence.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {failuresByConnection, failuresText, trafficIn} from '../../observed/load/traffic.ts';
import {count, round} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';
import {lostRequests} from './lost-requests.ts';
import {askedIn} from './watched-probes.ts';

/**
 * Does the service go on without a soft dependency: all replicas in the services, never silent, and every request served
 * but for what the profile gives up?
 */
export const degrades: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does the service stay ready and degrade without a soft dependency?',
  needs: ['load', 'host', 'steady', 'api', 'receipt'],
  owes: onFaults((fault, history) => partitionRole(history, fault) === 'soft', 'degrades'),
  judge: (history) =>
    partitionedOf(history)
      .filter(({of}) => of === 'soft')
      .flatMap((partition) => judgePartition(history, partition)),
});

function judgePartition(history: History, {fault, windowMs, name, mayFail}: Partitioned): readonly Finding[] {
  const {deploy, trial} = factsOf(history);
  if (deploy === undefined) return [];
  const entry = deploy.entry.workload;
  const [fromMs, toMs] = windowMs;
  const uids = readyPodsAt(history, fromMs)
    .filter(({pod}) => isEntryPod(pod, deploy, trial?.subject.entry))
    .map(({uid}) => uid);
  const left = servedPods(history).find(
    ({tMs, ready}) => tMs > fromMs && tMs <= toMs && uids.some((uid) => !ready.has(uid)),
  );
  const lost = uids.filter((uid) => left?.ready.has(uid) === false).length;
  const during = trafficIn(history, [windowMs]);
  const gapMs = during.longestGap[1] - during.longestGap[0];
  const bound = boundOf(history, 'longestGapMs');
  const failing = lostRequests(history, windowMs, mayFail);
  const observed = `${lost} of ${uids.length} replicas left the services; longest time without a success ${duration(gapMs)}; ${failuresText(during)}`;
  const common = {
    check: 'degrades',
    step: fault.step,
    truth: {state: 'soft-lost', probe: 'readiness'} as const,
    of: {kind: entry.kind, name: entry.name},
    expected: `All replicas stay in the services, never longer than ${duration(bound.value)} without a success. ${failing.expected}`,
    observed,
    origin: failing.tooMuch === undefined ? bound.origin : failing.origin,
    details: [...failing.details, ...failuresByConnection(during)],
    windowMs,
    evidence: [...fault.evidence, ...(left === undefined ? [] : [left.seq])],
    margin: {
      value: Math.min(lost > 0 ? -lost : 1, (bound.value - gapMs) / bound.value, failing.margin),
      unit: 'of the bound',
    },
  };
  if (during.sent === 0)
    return [
      {
        ...common,
        verdict: 'inconclusive',
        because: 'too-few-samples',
        sentence: `No request ended while ${name} was away`,
      },
    ];
  if (lost > 0) {
    const {isSubjects, why} = whyLeft(history, uids, windowMs);
    const sentence = `Without ${name}, a soft dependency, ${count(lost, 'replica')} of ${uids.length} left the services ${duration((left?.tMs ?? fromMs) - fromMs)} after: ${why}`;
    return [
      isSubjects
        ? {...common, verdict: 'fail', sentence}
        : {...common, verdict: 'inconclusive', because: 'foreign-change', sentence},
    ];
  }
  // Where some is given up, such a stretch comes by chance.
  const successes = during.sent - during.failed;
  const resolutionMs = successes === 0 ? 0 : (seenFailures * (toMs - fromMs - gapMs)) / successes;
  const silent = trafficIn(history, [during.longestGap]);
  const byChanceMs = silenceByChanceMs({
    ratePerSecond: (1000 * during.sent) / (toMs - fromMs),
    sent: during.sent,
    failingShare: ratio(during.failed - silent.failed, during.sent - silent.sent) ?? 0,
  });
  if (gapMs > Math.max(bound.value, resolutionMs, byChanceMs)) {
    const sentence = `Without ${name}, a soft dependency, the service was silent for ${duration(gapMs)}; ${failuresText(during)}`;
    return [{...common, verdict: 'fail', sentence}];
  }
  if (failing.tooMuch !== undefined) {
    const sentence = `Without ${name}, a soft dependency, ${failing.tooMuch}: that is more than degraded. ${failuresText(during)}`;
    const declared = `What may fail without ${name} is declared in the profile, as mayFail of the dependency`;
    return [{...common, verdict: 'fail', sentence, details: [...common.details, declared]}];
  }
  if (Math.max(resolutionMs, gapMs) > bound.value) {
    const sentence = `${round((1000 * successes) / (toMs - fromMs))} successes per second are too thin to see ${duration(bound.value)} without one while ${name} was away`;
    return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence}];
  }
  const [unasked] = failing.unasked;
  if (unasked !== undefined) {
    const sentence = `Whether "${unasked}" is served without ${name} is not known: none of it ended while ${name} was away`;
    return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence}];
  }
  const asked = askedIn(
    history,
    windowMs,
    ({workload}) => isSame(workload, entry),
    (one) => readinessRemoves(one, 'alone', fromMs),
  );
  const unwatched = asked.flatMap(({undecided}) => undecided ?? [])[0];
  if (unwatched !== undefined) {
    const sentence = `Without ${name}, a soft dependency, no replica left the services, but whether readiness would take one out was not seen: ${unwatched.why}`;
    return [{...common, verdict: 'inconclusive', because: unwatched.because, sentence}];
  }
  return [
    {
      ...common,
      verdict: 'pass',
      sentence: `Without ${name} the service went on: all ${uids.length} replicas stayed in the services; ${failuresText(during)}`,
    },
  ];
}

/** What took the first of some pods out of the services, and whether that is the subject's own doing. */
function whyLeft(
  history: History,
  uids: readonly string[],
  windowMs: Window,
): {readonly isSubjects: boolean; readonly why: string} {
  const first = uids
    .flatMap((uid) => departureIn(history, uid, windowMs) ?? [])
    .toSorted((one, other) => one.tMs - other.tMs)[0];
  if (first === undefined || first.by === 'readiness' || first.by === 'unknown')
    return {isSubjects: true, why: 'readiness asks for what it can do without'};
  return {
    isSubjects: first.by === 'ending' && isOwn(first.ending),
    why: `${first.replica.name} by ${whatTook(first)}`,
  };
}
