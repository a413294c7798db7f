import {declaredStart} from '../../forecast/declared-starts.ts';
import {latest, type Prediction, upperEnd} from '../../forecast/prediction.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import {containersOf, isReady, statusesOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {workloadOf} from '../../kubernetes/owners.ts';
import {isOwnedTask} from '../../kubernetes/pods.ts';
import {isBroken, isUnscheduled} from '../../kubernetes/stuck.ts';
import {UsageError} from '../../system/errors.ts';
import {replicasOf} from '../adapt/fit.ts';
import type {Unready} from './readiness.ts';

type Why = NonNullable<DeployFacts['start']>['why'];

/** How long a start is waited for at least, ms. */
const leastMs = 60_000;
/** After so long a pod that no node takes is not waited for any more, ms: a volume may take its time. */
const unscheduledMs = 120_000;

/** How long a start may be waited for, ms: one whose owner states how long it takes, and any other. */
export interface StartPatience {
  readonly statedMs: number;
  readonly unstatedMs: number;
}

/** What a subject says of its own start, and how long it is waited for. */
export interface StartBound {
  readonly prediction: Prediction;
  readonly boundMs: number;
}

/** From the probes and the deadlines of its workloads; `replicas` counts one by one what starts so. */
export function startBound(objects: readonly KubeObject[], {statedMs, unstatedMs}: StartPatience): StartBound {
  const workloads = objects.filter(({kind}) => waitedFor.has(kind));
  const declared = workloads.map((object) => declaredStart(object, replicasOf(object, 1)));
  const bounds = declared.map(({prediction, isStated}) =>
    Math.min(isStated ? statedMs : unstatedMs, upperEnd(prediction) ?? unstatedMs),
  );
  return {
    prediction: latest(declared.map(({prediction}) => prediction)),
    boundMs: Math.max(leastMs, ...bounds),
  };
}

/**
 * Whether waiting longer for pods is for nothing: after a minute when their containers end again and again or cannot
 * be made, after two when no node takes one.
 */
export function isInVain(pods: readonly KubeObject[], waitedMs: number): boolean {
  if (waitedMs < leastMs) return false;
  // A Job's pod is waited for by nobody: it fails, and is tried again.
  const replicas = pods.filter((pod) => !isOwnedTask(pod));
  return replicas.some((pod) => isBroken(pod) || (waitedMs >= unscheduledMs && isUnscheduled(pod)));
}

const waitedFor = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod']);

/** An image that a node cannot get is the user's error, not a finding about the subject. Throws UsageError. */
export function refuseMissingImages(pods: readonly KubeObject[]): void {
  const missing = pods.flatMap((pod) =>
    statusesOf(pod).flatMap(({name, waiting}) =>
      waiting !== undefined && imageReasons.has(waiting.reason) ? [{pod, name, waiting}] : [],
    ),
  );
  const [first] = missing;
  if (first === undefined) return;
  const images = new Set(
    missing.map(({pod, name}) => String(containersOf(pod).find((it) => it.name === name)?.spec['image'] as string)),
  );
  throw new UsageError(
    'image-missing',
    `A node cannot get the image ${[...images].join(', ')}: ${first.waiting.reason}: ${first.waiting.message}`,
    {
      hint: 'Build or pull it into the local Docker engine (`docker image inspect` must find it) and name it under images in the profile.',
    },
  );
}

/** Why workloads did not come up: what their pods wait for, how they ended, and the API's warnings about them. */
export function whyNotReady(
  lacking: readonly Unready[],
  objects: readonly KubeObject[],
  events: readonly KubeObject[],
): Why {
  return lacking.flatMap(({object, text}) => {
    const pods = objects.filter((it) => it.kind === 'Pod' && !isReady(it) && belongs(it, object));
    const names = new Set([object.metadata.name, ...pods.map((it) => it.metadata.name)]);
    const warnings = events
      .filter((it) => it['type'] === 'Warning' && isAbout(it, object, names))
      .toSorted(byTime)
      .slice(-warningsShown);
    return [
      {of: refOf(object), text},
      ...pods.flatMap((pod) => podStates(pod)),
      ...warnings.map((it) => ({
        of: refOf(object),
        text: `${String(it['reason'] as string)}: ${String(it['message'] as string)}`,
      })),
    ];
  });
}

const warningsShown = 5;
const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName']);

/** True for a pod of that workload. */
export function belongs(pod: KubeObject, workload: KubeObject): boolean {
  const owner = workloadOf(pod);
  return owner.kind === workload.kind && owner.name === workload.metadata.name;
}

function isAbout(event: KubeObject, workload: KubeObject, names: ReadonlySet<string>): boolean {
  const {kind, name} = (event['involvedObject'] ?? {}) as Partial<ObjectRef>;
  // A pod that was refused has no name of its own: its ReplicaSet tells.
  return (
    name !== undefined && (names.has(name) || (kind === 'ReplicaSet' && name.startsWith(`${workload.metadata.name}-`)))
  );
}

function byTime(a: KubeObject, b: KubeObject): number {
  const timeOf = (it: KubeObject) =>
    String((it['lastTimestamp'] ?? it['eventTime'] ?? it.metadata.creationTimestamp ?? '') as string);
  return timeOf(a).localeCompare(timeOf(b));
}

function podStates(pod: KubeObject): Why {
  const states = statusesOf(pod).flatMap(({name, ready, restartCount, waiting, terminated, lastTerminated}) => {
    const ended = terminated ?? lastTerminated;
    const parts = [
      ...(waiting === undefined ? [] : [`waits: ${waiting.reason} ${waiting.message}`.trim()]),
      ...(ended === undefined || ended.reason === 'Completed'
        ? []
        : [`ended with exit code ${ended.exitCode} (${ended.reason})`]),
      ...(restartCount === 0 ? [] : [`restarted ${restartCount} times`]),
    ];
    return ready || parts.length === 0 ? [] : [{of: {...refOf(pod), container: name}, text: parts.join(', ')}];
  });
  return states.length > 0
    ? states
    : [
        {
          of: refOf(pod),
          text: `phase ${String((pod.status?.['phase'] as string | undefined) ?? 'unknown')}, not ready`,
        },
      ];
}
