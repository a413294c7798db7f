import {endpointMs} from '../../../forecast/endpoints.ts';
import type {Events} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {takesTraffic} from '../../../kubernetes/pods.ts';
import {servedAt, servedDuring, servedPods} from '../pods/endpoints.ts';
import {readyAmong} from '../pods/ready-pods.ts';
import {entryReplicasOf, type Replica} from '../pods/replicas.ts';
import {publisherOf} from '../pods/senders.ts';
import type {Burst} from './bursts.ts';
import {type Change, changesAround} from './changes.ts';
import {keepsPods} from '../../../kubernetes/owners.ts';

/**
 * Something that explains failed requests of their kind, as it was seen:
 * - `nobody`: no pod was left to answer, whatever the kind; `changes` took them.
 * - `published`: a Service sends requests to pods that are not ready.
 * - `new`: a pod was ready for the first time. It explains them when it was not ready to serve.
 * - `gone`: a pod or a container that answers was ended.
 * - `few`: fewer pods than before carried the load.
 * - `behind`: pods of another workload of the subject came or went.
 */
export type Explanation =
  | {readonly is: 'nobody' | 'new' | 'gone' | 'behind'; readonly changes: readonly Change[]}
  | {readonly is: 'few'; readonly changes: readonly Change[]}
  | {readonly is: 'published'; readonly changes: readonly Change[]; readonly service: ObjectRef};

/** A burst of failed requests, attributed once. */
export interface Attribution {
  readonly burst: Burst;
  /** What explains failures of its kind, the most likely first. */
  readonly explanations: readonly Explanation[];
  /** Pods that came or went within whose reach it lies; none: nothing did, and no pod was missing. */
  readonly around: readonly Change[];
  /** How many of the entry's pods were ready at the least meanwhile, and how many before the fault. */
  readonly left: number;
  readonly before: number;
}

/** So long after the end of a pod was asked for, services may still send it requests, ms. */
const forgettingMs = 5000;

/** What explains a burst of failed requests while a fault acted that began at a time, ms. */
export function attributionOf(history: Events, burst: Burst, faultMs: number): Attribution {
  const entry = entryReplicasOf(history);
  const uids = new Set(entry.map(({uid}) => uid));
  const isEntry = ({uid}: Replica): boolean => uids.has(uid);
  const before = readyAmong(entry, faultMs);
  const [fromMs, toMs] = burst.windowMs;
  const leftMeanwhile = leastReady(history, entry, burst.windowMs, before.length);
  const around = changesAround(history, burst.windowMs).filter(({workload}) => keepsPods(workload));
  const own = around.filter(({replica}) => isEntry(replica));
  const behind = around.filter(({replica}) => !isEntry(replica));
  const went = own.filter(({what}) => what !== 'new');
  const young = own.filter(({what, tMs}) => what === 'new' && tMs <= burst.windowMs[1]);
  const published = publishedIn(history, entry, burst.windowMs);
  const taken = went.filter(({replica}) => before.some(({uid}) => uid === replica.uid));
  // The first that is ready again is sent nothing until the services know: those that end are all there is till then.
  const isNobody =
    taken.length >= before.length && leastReady(history, entry, [fromMs - endpointMs, toMs], before.length) === 0;
  const left = isNobody ? 0 : leftMeanwhile;
  const unready: readonly Explanation[] = [
    ...published.map((service) => ({is: 'published', service, changes: own}) as const),
    ...some('new', young),
  ];
  const forgotten = went.filter((one) => isForgotten(one, burst));
  const few: readonly Explanation[] = left < before.length ? [{is: 'few', changes: went}] : [];
  const byKind: readonly (readonly [number, readonly Explanation[]])[] = [
    [burst.brokenOff, [...unready, ...some('gone', went)]],
    [
      burst.wrong,
      [
        ...unready,
        ...some('gone', forgotten),
        ...some('behind', behind),
        // Who is left may answer that it is too much; a pod that has just been asked to end, that it ends.
        ...(forgotten.length === 0 ? few : []),
      ],
    ],
    [
      burst.timedOut,
      [
        ...unready,
        ...some(
          'gone',
          went.filter((one) => isDead(one, burst)),
        ),
        ...few,
        ...some('behind', behind),
      ],
    ],
  ];
  const mostFirst = byKind.filter(([number]) => number > 0).toSorted(([one], [other]) => other - one);
  return {
    burst,
    explanations: [
      ...(left === 0 ? [{is: 'nobody', changes: taken} as const] : []),
      ...mostFirst.flatMap(([, explanations]) => explanations),
    ],
    around,
    left,
    before: before.length,
  };
}

/** Whether a burst lies in the reach of something that came or went, or of a pod that was missing. */
export function isInReach({around, left, before}: Attribution): boolean {
  return around.length > 0 || left < before;
}

function some(is: 'new' | 'gone' | 'behind', changes: readonly Change[]): readonly Explanation[] {
  return changes.length === 0 ? [] : [{is, changes}];
}

/** A pod that was asked to end just before may answer that it does, where services have not yet removed it. */
function isForgotten({tMs, what}: Change, {windowMs: [from]}: Burst): boolean {
  return what === 'ended' || from - tMs < forgettingMs;
}

/** A container that had ended leaves a dead endpoint, until services have removed it. */
function isDead({what, tMs, untilMs}: Change, {windowMs: [from, to]}: Burst): boolean {
  const diedMs = what === 'ended' ? tMs : untilMs;
  return (
    diedMs <= to && diedMs + endpointMs + forgettingMs >= from && (what === 'ended' || diedMs - tMs < forgettingMs)
  );
}

/** The fewest pods that were ready, or that services knew, at any moment of a window. */
function leastReady(history: Events, pods: readonly Replica[], [from, to]: Window, before: number): number {
  const uids = new Set(pods.map(({uid}) => uid));
  const changed = pods.flatMap(({readings}) => readings.map(({tMs}) => tMs)).filter((tMs) => tMs > from && tMs <= to);
  const ready = [from, ...changed].map((tMs) => readyAmong(pods, tMs).length);
  const served = servedDuring(servedPods(history), [from, to]).map((one) => uids.intersection(one.ready).size);
  return [...ready, ...served].reduce((least, number) => Math.min(least, number), before);
}

/** The Services that sent requests to pods of the entry while those were not ready. */
function publishedIn(history: Events, pods: readonly Replica[], [from, to]: Window): readonly ObjectRef[] {
  const served = servedPods(history).filter(({tMs}) => tMs <= to);
  const found = pods.flatMap(({uid, readings}) => {
    const wasSent = readings.some(({tMs, is, pod}, index) => {
      const untilMs = readings[index + 1]?.tMs ?? Number.POSITIVE_INFINITY;
      if (is === 'gone' || takesTraffic(pod) || tMs > to || untilMs < from) return false;
      return servedAt(served, Math.max(tMs, from))?.ready.has(uid) === true;
    });
    return wasSent ? (publisherOf(history, uid) ?? []) : [];
  });
  return [...new Map(found.map((service) => [service.name, service])).values()];
}
