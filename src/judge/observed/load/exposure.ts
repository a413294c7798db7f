import {exposure} from '../../../forecast/losses.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {type Change, changesOf} from '../account/changes.ts';
import type {Effect} from '../faults/effects.ts';
import {readyPodsAt} from '../pods/ready-pods.ts';
import {addedIn} from './added.ts';
import {ratio} from './statistics.ts';
import {secondsOf, trafficIn} from './traffic.ts';

/** How much of the load was meant for pods that ended while a fault acted. */
export interface Exposed {
  /** Pods that ended; at least one, where the API told of none. */
  readonly ended: number;
  /** Requests per second meanwhile. */
  readonly ratePerSecond: number;
  /** The exposure of requests, and of all connections: those without a request show what is refused or reset. */
  readonly requests: number;
  readonly connections: number;
}

/** Services and proxies act so late on the end of a pod, ms. */
const lateMs = 5000;

/** What a fault's effect exposed: of the entry's pods, and of others where none of its ended. */
export function exposedIn(history: History, effect: Effect): Exposed {
  const {windowMs} = effect;
  const ends = endsIn(history, windowMs);
  const windows = ends.length === 0 ? effect.windows : [hullOf(ends, windowMs)];
  const seconds = secondsOf(windows);
  const added = addedIn(history, windows);
  const requests = trafficIn(history, windows).sent + added.requests;
  const rateOf = (number: number): number => ratio(number, seconds) ?? 0;
  const by = byWorkload(history, ends, windowMs[0]);
  const exposedTo = (ratePerSecond: number): number =>
    Math.min(...by.map(({replicas, ended}) => exposure([{ratePerSecond, replicas, ended}])));
  return {
    ended: Math.max(1, ends.length),
    ratePerSecond: rateOf(requests),
    requests: exposedTo(rateOf(requests)),
    connections: exposedTo(rateOf(requests + added.alone)),
  };
}

/** The pods of the entry's workload that ended in a window. */
export function entryEndsIn(history: History, windowMs: Window): readonly Change[] {
  const entry = factsOf(history).deploy?.entry.workload;
  return allEndsIn(history, windowMs).filter(({workload}) => entry !== undefined && isSame(workload, entry));
}

/** Those; where none ended, the pods of other workloads. */
function endsIn(history: History, windowMs: Window): readonly Change[] {
  const own = entryEndsIn(history, windowMs);
  return own.length > 0 ? own : allEndsIn(history, windowMs);
}

function allEndsIn(history: History, [from, to]: Window): readonly Change[] {
  return changesOf(history).filter(({what, tMs}) => what === 'ending' && tMs >= from && tMs < to);
}

function hullOf(ends: readonly Change[], [from, to]: Window): Window {
  const first = Math.min(...ends.map(({tMs}) => tMs));
  const last = Math.max(...ends.map(({untilMs}) => untilMs)) + lateMs;
  return [Math.max(from, first), Math.min(to, last)];
}

/** How many of each workload ended, of how many; one of the entry's, where nobody knows. */
function byWorkload(
  history: History,
  ends: readonly Change[],
  fromMs: number,
): readonly {readonly replicas: number; readonly ended: number}[] {
  if (ends.length === 0) return [{replicas: factsOf(history).deploy?.entry.replicas ?? 1, ended: 1}];
  const ready = readyPodsAt(history, fromMs);
  return [...Map.groupBy(ends, ({workload}) => nameOf(workload)).values()].map((those) => {
    const [first] = those;
    const replicas = ready.filter(({workload}) => first !== undefined && isSame(workload, first.workload)).length;
    return {replicas: Math.max(replicas, 1), ended: those.length};
  });
}
