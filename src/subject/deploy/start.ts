import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import {containersOf, isReady, statusesOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {workloadOf} from '../../kubernetes/owners.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import {UsageError} from '../../system/errors.ts';
import {replicasOf} from '../adapt/fit.ts';
import type {Unready} from './readiness.ts';

type Why = NonNullable<DeployFacts['start']>['why'];

const imageMs = 30_000;
const leastMs = 60_000;
const mostMs = 300_000;

/** The time a subject says it needs to come up, from its probes, in ms: 60 to 300 s. */
export function startBoundMs(objects: readonly KubeObject[]): number {
  const longest = Math.max(0, ...objects.map(declaredMs));
  return Math.min(mostMs, Math.max(leastMs, imageMs + longest));
}

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

function declaredMs(workload: KubeObject): number {
  const {minReadySeconds = 0, podManagementPolicy = 'OrderedReady'} = (workload.spec ?? {}) as {
    readonly minReadySeconds?: number;
    readonly podManagementPolicy?: string;
  };
  const perPod = Math.max(0, ...containersOf(workload).map(containerMs)) + minReadySeconds * 1000;
  const isOneByOne = workload.kind === 'StatefulSet' && podManagementPolicy === 'OrderedReady';
  return isOneByOne ? perPod * replicasOf(workload, 1) : perPod;
}

function containerMs(container: ReturnType<typeof containersOf>[number]): number {
  const startup = probeOf(container, 'startupProbe');
  const readiness = probeOf(container, 'readinessProbe');
  const untilStarted = startup === undefined ? 0 : startup.initialDelayMs + startup.periodMs * startup.failures;
  const untilReady =
    readiness === undefined
      ? 0
      : readiness.initialDelayMs + readiness.periodMs * (readiness.failures + readiness.successes);
  return untilStarted + untilReady;
}

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
