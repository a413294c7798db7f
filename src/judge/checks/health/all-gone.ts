import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {type ContainerOf, containersOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {duration} from '../../../text/duration.ts';
import type {Finding} from '../../finding.ts';
import {containerOf} from '../../fixes/objects.ts';
import {type Departure, departuresOf, whatTook} from '../../observed/account/departures.ts';
import {endingBefore, isOwn} from '../../observed/account/endings.ts';
import {killingBy, type Told} from '../../observed/account/killings.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import {type Replica, replicasOf} from '../../observed/pods/replicas.ts';
import {servingContainers} from '../../observed/pods/serving.ts';
import {readinessThatStays} from './probe-fixes.ts';

/** That the services lost the last replica of the entry, and by whom. */
export interface AllGone {
  readonly seq: number;
  /** To stand after a colon. */
  readonly why: string;
  readonly of: ObjectRef;
  /** False where only somebody else took a replica. */
  readonly isSubjects: boolean;
  /** What took each, where it was not readiness alone. */
  readonly details: readonly string[];
  readonly fix?: NonNullable<Finding['fix']>;
}

/**
 * When the services lost the last replica of the entry in a window. Requests to a service without endpoints are refused
 * by ICMP, of which the kernel sends one a second to each client (`net.ipv4.icmp_ratelimit`): the others hang.
 */
export function allGone(history: History, [from, to]: Window): AllGone | undefined {
  const entry = factsOf(history).deploy?.entry.workload;
  if (entry === undefined) return undefined;
  const uids = replicasOf(history).flatMap(({uid, workload}) => (isSame(workload, entry) ? [uid] : []));
  const gone = endpointsGone(servedPods(history), uids, from, to);
  if (gone === undefined) return undefined;
  // Of a pod that came and went the last time counts.
  const left = uids.flatMap(
    (uid) =>
      departuresOf(history).findLast(
        ({replica, tMs, seq}) => replica.uid === uid && tMs > from && seq <= gone.seq && tMs <= gone.tMs,
      ) ?? [],
  );
  const taken = left.map((one) => whoTook(history, one, from));
  const after = `after ${duration(gone.tMs - from)} no replica of`;
  const asked = askedContainer(history, entry, left);
  const told = taken.find(({isReadiness}) => !isReadiness) ?? (asked === undefined ? taken[0] : undefined);
  if (asked === undefined || told !== undefined) {
    const why = `${after} ${nameOf(entry)} was ready${told === undefined ? '' : `: ${told.says}`}`;
    return {
      seq: gone.seq,
      of: {kind: entry.kind, name: entry.name},
      why,
      isSubjects: taken.some(({isSubjects}) => isSubjects),
      details: taken.map(({says}) => says),
    };
  }
  const of = {...entry, container: asked};
  const container = containerOf(history, of);
  return {
    seq: gone.seq,
    of,
    why: `${after} ${nameOf(of)} was ready, because readiness asks for what all of them share`,
    isSubjects: true,
    details: [],
    ...(container === undefined ? {} : readinessThatStays(history, of, container, [from, to])),
  };
}

/** The container whose readiness failed, where several did the one that answers requests; where nobody says, that one. */
function askedContainer(history: History, entry: ObjectRef, left: readonly Departure[]): string | undefined {
  const pod = left[0]?.replica.readings[0]?.pod;
  if (pod === undefined) return undefined;
  const isAsked = (one: ContainerOf): boolean => probeOf(one, 'readinessProbe') !== undefined;
  const unready = left.flatMap((one) => (one.by === 'readiness' ? one.unready : []));
  const failed = containersOf(pod).filter((one) => isAsked(one) && unready.includes(one.name));
  const serving = servingContainers(history, pod).filter(isAsked);
  const names = serving.map(({name}) => name);
  return (failed.find(({name}) => names.includes(name)) ?? failed[0] ?? serving[0])?.name;
}

interface Taken {
  readonly isReadiness: boolean;
  readonly isSubjects: boolean;
  readonly says: string;
}

/** What took one pod. One whose container is being ended for its liveness may well say that it is not ready. */
function whoTook(history: History, departure: Departure, fromMs: number): Taken {
  const {replica, tMs, by} = departure;
  const killing = by === 'readiness' ? killingIn(history, replica, [fromMs, tMs]) : undefined;
  if (killing !== undefined) {
    const says = `${replica.name} left while ${killing.probe} ended its container ${killing.container}`;
    return {isReadiness: false, isSubjects: true, says};
  }
  return {
    isReadiness: by === 'readiness',
    isSubjects: by === 'readiness' || by === 'unknown' || (by === 'ending' && isOwn(departure.ending)),
    says: `${replica.name} left by ${whatTook(departure)}`,
  };
}

/** That a container of a pod was being ended for a probe of its when the pod left. */
function killingIn(history: History, {uid, readings}: Replica, [from, to]: Window): Told | undefined {
  return (readings[0]?.statuses ?? []).flatMap(({name}) => {
    const id = {uid, container: name};
    return killingBy(history, id, [Math.max(from, endingBefore(history, id, to)?.tMs ?? from), to]) ?? [];
  })[0];
}
