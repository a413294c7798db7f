import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import {servedPods} from '../pods/endpoints.ts';
import {type Reading, type Replica, replicasOf} from '../pods/replicas.ts';
import {type Ending, endingsOf, whoEnded} from './endings.ts';
import {isEnding, type PodEnd, podEndOf} from './pod-ends.ts';
import {nodeWasLost} from './nodes.ts';

/** A pod that left the services, attributed once. */
export type Departure = {
  readonly replica: Replica;
  /** When the slices told of it, ms. */
  readonly tMs: number;
  readonly seq: number;
} & (
  | {
      /** Its containers ran on and said so. */
      readonly by: 'readiness';
      /** Those that were not ready, by name. */
      readonly unready: readonly string[];
    }
  | {
      /** `node`: the control plane took its node for lost. */
      readonly by: 'node' | 'unknown';
    }
  | {
      /** A container of it ended. */
      readonly by: 'ending';
      readonly ending: Ending;
    }
  | {
      /** Its own end was asked for. */
      readonly by: 'pod-end';
      readonly podEnd: PodEnd;
    }
);

/** Every departure of a pod of the subject from the services, by time. */
export const departuresOf: (history: Events) => readonly Departure[] = once((history) => {
  const served = servedPods(history);
  const replicas = new Map(replicasOf(history).map((replica) => [replica.uid, replica]));
  return served.flatMap(({tMs, seq, ready}, index) => {
    const before = served[index - 1]?.ready ?? new Set<string>();
    return [...before.difference(ready)].flatMap((uid) => {
      const replica = replicas.get(uid);
      return replica === undefined ? [] : [attributed(history, replica, {tMs, seq})];
    });
  });
});

/** The first departure of a pod in a window; undefined: it stayed, or was not there. */
export function departureIn(
  history: Events,
  uid: string,
  [from, to]: readonly [number, number],
): Departure | undefined {
  return departuresOf(history).find(({replica, tMs}) => replica.uid === uid && tMs > from && tMs <= to);
}

/** Pods and slices are watched apart: what the pod said may arrive so much after what the slice did, ms. */
const apartMs = 1000;

function attributed(history: Events, replica: Replica, at: {readonly tMs: number; readonly seq: number}): Departure {
  const common = {replica, ...at};
  const podEnd = podEndOf(history, replica);
  if (podEnd !== undefined && podEnd.tMs <= at.tMs + apartMs) return {...common, by: 'pod-end', podEnd};
  const unready = becameUnready(replica, at.tMs);
  if (unready === undefined) return {...common, by: 'unknown'};
  // The kubelet tells that a container ended and that its pod is not ready in one breath.
  const ending = endingsOf(history).find((one) => one.replica.uid === replica.uid && one.seq === unready.seq);
  if (ending !== undefined) return {...common, by: 'ending', ending};
  if (nodeWasLost(history, unready.pod, unready.tMs + apartMs)) return {...common, by: 'node'};
  return {
    ...common,
    by: 'readiness',
    unready: unready.statuses.flatMap(({name, ready}) => (ready ? [] : [name])),
  };
}

/** The control plane may act so late on a pod that is ready again by then, ms. */
const lateMs = 3000;

/** The reading with which a pod had stopped being ready when the slices told that it left; undefined: it had not. */
function becameUnready({readings}: Replica, tMs: number): Reading | undefined {
  const isReadyIn = (reading: Reading): boolean => !isEnding(reading) && isReady(reading.pod);
  const begin = readings.findLastIndex(
    (reading, index) =>
      reading.tMs <= tMs + apartMs && !isReadyIn(reading) && (index === 0 || isReadyIn(readings[index - 1] ?? reading)),
  );
  const again = readings.find((reading, index) => index > begin && isReadyIn(reading));
  return again === undefined || again.tMs >= tMs - lateMs ? readings[begin] : undefined;
}

/** What took a pod out of the services, for a sentence: `the end of its container app by liveness (Error, exit code 137)`. */
export function whatTook(departure: Departure): string {
  switch (departure.by) {
    case 'ending':
      return `the end of its container ${departure.ending.container} by ${whoEnded(departure.ending)}`;
    case 'pod-end':
      return 'the end of the pod, which was asked for';
    case 'node':
      return 'the loss of its node';
    case 'readiness':
      return 'its readiness';
    case 'unknown':
      return 'something that is not known';
  }
}
