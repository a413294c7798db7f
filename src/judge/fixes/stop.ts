import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {type ContainerOf, podSpecOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isMap, type Patch} from '../../kubernetes/patches/patch.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {containersBehind, sendsTo} from '../../kubernetes/services.ts';
import type {Proposal} from './fix.ts';
import {patchOfPod, plain} from './objects.ts';
import {objectIn} from '../../kubernetes/owners.ts';

/** How long a container goes on serving before it is told to end, so that the Services have forgotten its pod, s. */
const lingerS = 5;
/** What Kubernetes gives a pod that says nothing, s. */
const usualGraceS = 30;

/**
 * To let the pods of a workload end in good order: what answers behind its Services waits before it is told to end, and
 * the grace is long enough for that and for what is in flight then. Undefined where nobody knows what answers, or all of
 * it waits already and has the time.
 */
export function endingInOrder(history: History, of: ObjectRef): Proposal | undefined {
  const {deploy, trial} = factsOf(history);
  const object = objectIn(deploy?.objects ?? [], of);
  if (object === undefined) return undefined;
  const served = servedIn(object, deploy?.objects ?? []);
  const [first] = served;
  const abrupt = served.filter((container) => !waits(container));
  const neededS = lingerS + Math.ceil((trial?.subject.entry.timeoutMs ?? 0) / 1000);
  const graceS = graceMsOf(object) / 1000;
  const isShort = graceS < neededS;
  if (first === undefined || (abrupt.length === 0 && !isShort)) return undefined;
  const ofPod: Patch = isShort ? {terminationGracePeriodSeconds: Math.max(usualGraceS, neededS)} : {};
  const hook = {lifecycle: {preStop: {sleep: {seconds: lingerS}}}};
  const patch = patchOfPod(
    first,
    abrupt.map(({name}) => [name, hook] as const),
    ofPod,
  );
  const [one] = abrupt;
  return one === undefined || graceS < lingerS
    ? {object: of, path: gracePath(object), changes: [{of: plain(of), patch}]}
    : {
        object: {...plain(of), container: one.name},
        path: `${one.path}.lifecycle.preStop`,
        changes: [{of: plain(of), patch}],
      };
}

/** True when the pods of a workload end in good order, as far as its configuration says. */
export function endsInOrder(history: History, of: ObjectRef, after: readonly KubeObject[]): boolean {
  const object = objectIn(after, of);
  const timeoutMs = factsOf(history).trial?.subject.entry.timeoutMs ?? 0;
  return (
    object !== undefined && servedIn(object, after).every(waits) && graceMsOf(object) >= lingerS * 1000 + timeoutMs
  );
}

/** Where a workload states how long its pods may take to end. */
function gracePath(object: KubeObject): string {
  return `${podSpecOf(object)?.path ?? 'spec'}.terminationGracePeriodSeconds`;
}

function servedIn(object: KubeObject, objects: readonly KubeObject[]): readonly ContainerOf[] {
  return containersBehind(
    object,
    objects.filter((one) => sendsTo(one, object)).map((service) => ({service})),
  );
}

function waits({spec: {lifecycle}}: ContainerOf): boolean {
  return isMap(lifecycle) && lifecycle['preStop'] !== undefined && lifecycle['preStop'] !== null;
}
