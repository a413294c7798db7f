import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {type OomKill, oomKills} from '../../../history/records/oom-kills.ts';
import {containersOf, plainId, type Termination} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';
import {failingWithinMs, probeOf} from '../../../kubernetes/probes.ts';
import {awayNodes} from '../faults/away.ts';
import {faultsOf} from '../faults/faults.ts';
import {type Reading, type Replica, replicasOf} from '../pods/replicas.ts';
import {killingBy, toldIn} from './killings.ts';
import {isEnding, podEndOf} from './pod-ends.ts';
import {nodeWasLost} from './nodes.ts';

/**
 * Who ended a container. `liveness`, `startup`: the kubelet, because that probe failed; `out-of-memory`: the kernel;
 * `step`: one of ours; `pod-end`: its pod was ended; `node`: it went with its node; `itself`: its process gave up.
 */
export type EndedBy = 'liveness' | 'startup' | 'out-of-memory' | 'step' | 'pod-end' | 'node' | 'itself' | 'unknown';

/** One container that ended, attributed once. */
export interface Ending {
  readonly replica: Replica;
  readonly container: string;
  /** Without the runtime's prefix. */
  readonly containerId: string;
  /** When the API first told of it, ms. */
  readonly tMs: number;
  readonly seq: number;
  readonly by: EndedBy;
  /** For people: `Error, exit code 137`. */
  readonly ended: string;
  readonly exitCode: number;
  /** Numbers of the events that say who. */
  readonly evidence: readonly number[];
}

/** Every end of a container of the subject, by time. */
export const endingsOf: (history: Events) => readonly Ending[] = once((history) => {
  const kills = oomKills(history);
  return replicasOf(history)
    .flatMap((replica) => endsOf(replica))
    .map((end) => attributed(history, end, kills))
    .toSorted((one, other) => one.tMs - other.tMs);
});

/** The last end of a container up to a time, ms: that of the one before which runs then. */
export function endingBefore(
  history: Events,
  {uid, container}: {readonly uid: string; readonly container: string},
  tMs: number,
): Ending | undefined {
  return endingsOf(history).findLast(
    (ending) => ending.replica.uid === uid && ending.container === container && ending.tMs <= tMs,
  );
}

/** An end as the API told it, before anybody is asked who did it. */
interface End {
  readonly replica: Replica;
  readonly container: string;
  readonly reading: Reading;
  readonly ending: Termination;
  /** When the container of its name before it had ended, ms. */
  readonly sinceMs: number;
}

function endsOf(replica: Replica): readonly End[] {
  const known = new Set<string>();
  const [first] = replica.readings;
  // What had ended before it was watched is nobody's doing here.
  for (const {lastTerminated} of first?.statuses ?? [])
    if (lastTerminated !== undefined) known.add(lastTerminated.containerId);
  const sinceOf = new Map<string, number>();
  return replica.readings.flatMap((reading) =>
    reading.statuses.flatMap(({name, lastTerminated, terminated}) =>
      [lastTerminated, terminated].flatMap((ending): readonly End[] => {
        if (ending === undefined || known.has(ending.containerId)) return [];
        known.add(ending.containerId);
        const sinceMs = sinceOf.get(name) ?? Number.NEGATIVE_INFINITY;
        sinceOf.set(name, reading.tMs);
        return [{replica, container: name, reading, ending, sinceMs}];
      }),
    ),
  );
}

/** Events may arrive so much later than the change of the pod that they are of, ms. */
const lateMs = 3000;
/** Exit codes of a process that was told to end, or killed: they do not say by whom. */
const toldToEnd = new Set([0, 137, 143]);

function attributed(history: Events, end: End, kills: readonly OomKill[]): Ending {
  const {replica, container, reading, ending} = end;
  const {tMs, seq} = reading;
  const {containerId, exitCode, reason} = ending;
  const ended = `${reason}, exit code ${exitCode}`;
  const common = {replica, container, containerId, tMs, seq, ended, exitCode};
  const says = (by: EndedBy, ...evidence: readonly number[]): Ending => ({...common, by, evidence: [seq, ...evidence]});
  const id = {uid: replica.uid, container};
  const killing = killingBy(history, id, [end.sinceMs, tMs + lateMs]);
  if (killing !== undefined) return says(killing.probe, killing.seq);
  const steps = stepsAt(history, end);
  if (steps.length > 0) return says('step', ...steps);
  const podEnd = replica.readings.some((one) => one.tMs <= tMs && isEnding(one))
    ? podEndOf(history, replica)
    : undefined;
  if (podEnd !== undefined) return says('pod-end', podEnd.seq);
  const isOom = kills.some((kill) => kill.podUid === replica.uid && kill.containerId === containerId);
  if (isOom || reason === 'OOMKilled') return says('out-of-memory');
  if (wentWithNode(history, end)) return says('node');
  if (!toldToEnd.has(exitCode)) return says('itself');
  // A kubelet that tells much is not heard in all of it; that the probe failed shortly before is its word too.
  const failed = toldIn(history, id, [tMs - failingMs(reading.pod, container), tMs]).findLast(
    ({is, probe}) => is === 'failed' && probe === 'liveness',
  );
  return failed === undefined ? says('unknown') : says('liveness', failed.seq);
}

/** Evidence of the steps that end just this container, or take its node. */
function stepsAt(history: Events, {replica, container, reading: {tMs, pod}, ending}: End): readonly number[] {
  const ends = new Set(['container', 'boot', 'memory']);
  const own = faultsOf(history).filter(({effect, windowMs, victims}) => {
    if (windowMs === undefined || !ends.has(effect?.takes ?? '') || tMs < windowMs[0] || tMs > windowMs[1] + lateMs)
      return false;
    return victims.some(
      (victim) =>
        victim.uid === replica.uid &&
        (victim.container === undefined || victim.container === container) &&
        (victim.containerId === undefined || plainId(victim.containerId) === ending.containerId),
    );
  });
  const node = nodeOf(pod);
  const away = awayNodes(history).filter(
    (one) => one.node === node && tMs >= one.windowMs[0] && tMs <= one.windowMs[1] + lateMs,
  );
  return [...own, ...away.map(({fault}) => fault)].flatMap(({evidence}) => evidence.slice(0, 1));
}

function wentWithNode(history: Events, {reading: {tMs, pod}, ending: {reason}}: End): boolean {
  return reason === 'ContainerStatusUnknown' || reason === 'Unknown' || nodeWasLost(history, pod, tMs);
}

/** How long before its end a container's liveness may have failed for the last time that was told, ms. */
export function failingMs(pod: KubeObject, container: string): number {
  const spec = containersOf(pod).find(({name}) => name === container);
  const probe = spec === undefined ? undefined : probeOf(spec, 'livenessProbe');
  if (probe === undefined) return 0;
  return (probe.graceMs ?? graceMsOf(pod)) + failingWithinMs(probe) + lateMs;
}

/** Whether a container ended by the subject itself: by no step of ours, nor with its pod or its node. */
export function isOwn({by}: Ending): boolean {
  return by !== 'step' && by !== 'pod-end' && by !== 'node';
}

/** Who ended a container, to stand after "by": `liveness`, `its own process (Error, exit code 1)`. */
export function whoEnded({by, ended}: Ending): string {
  return `${endedBy[by]} (${ended})`;
}

const endedBy: Readonly<Record<EndedBy, string>> = {
  liveness: 'liveness',
  startup: 'its startup probe',
  'out-of-memory': 'the kernel, for want of memory',
  step: 'a step of this trial',
  'pod-end': 'the end of its pod',
  node: 'the loss of its node',
  itself: 'its own process',
  unknown: 'nobody who is known',
};
