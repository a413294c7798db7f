import {bootKilled} from '../../../forecast/boots.ts';
import {probeFails} from '../../../forecast/probes.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {asksTheSame, type ProbeKind, probeOf} from '../../../kubernetes/probes.ts';
import type {Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {containerIn, containerOf, inContainer} from '../../fixes/objects.ts';
import {asking, isRequest, ofTheProcess, questionOf, timeoutFor} from '../../fixes/probes.ts';
import {quick} from '../../fixes/readiness.ts';
import {restartsIn} from '../../observed/pods/restarts.ts';

type Fixed = Pick<Finding, 'fix'>;

/**
 * A liveness that asks the process itself, by a request; accepted when it notices a pause. Where one that asks by a
 * request did not act, nobody knows why.
 */
export function livenessThatActs(history: History, of: ObjectRef): Fixed {
  const container = containerOf(history, of);
  const before = container === undefined ? undefined : probeOf(container, 'livenessProbe');
  if (container === undefined || (before !== undefined && isRequest(before))) return {};
  const question = ofTheProcess(history, container);
  if (question === undefined || !isRequest(question.probe)) return {};
  const times = {periodSeconds: 5, failureThreshold: 3, timeoutSeconds: timeoutFor(question, 2)};
  return fixOf(history, asking(history, of, 'livenessProbe', question, times), (after) => {
    return pauseNoticed(after, of, 'livenessProbe') !== undefined;
  });
}

/** A liveness that is there asks the process itself; accepted when that is neither its old question nor readiness's. */
export function livenessThatHolds(history: History, of: ObjectRef): Fixed {
  const container = containerOf(history, of);
  const liveness = container === undefined ? undefined : probeOf(container, 'livenessProbe');
  if (container === undefined || liveness === undefined) return {};
  return fixOf(history, asking(history, of, 'livenessProbe', ofTheProcess(history, container), {}), (after) => {
    const [then, readiness] = (['livenessProbe', 'readinessProbe'] as const).map((kind) => probeIn(after, of, kind));
    const asksOther = (other: typeof liveness | undefined): boolean =>
      then !== undefined && (other === undefined || !asksTheSame(then, other));
    return asksOther(liveness) && asksOther(readiness);
  });
}

/**
 * A readiness that asks what liveness or the startup probe asks, for whoever hangs does not answer it; accepted when it
 * notices a pause before liveness does, with other times where it must. One that asks by a request already keeps its
 * question: where its times were not what was wrong, nobody knows why it did not act.
 */
export function readinessThatRemoves(history: History, of: ObjectRef): Fixed {
  const container = containerOf(history, of);
  const before = container === undefined ? undefined : questionOf(container, 'readinessProbe');
  if (container === undefined) return {};
  const isSlow = before !== undefined && isRequest(before.probe);
  const question = isSlow
    ? before
    : (['livenessProbe', 'startupProbe'] as const)
        .flatMap((kind) => questionOf(container, kind) ?? [])
        .find(({probe}) => isRequest(probe));
  const times = isSlow || question === undefined ? quick : {...quick, timeoutSeconds: timeoutFor(question, 1)};
  const isInTime = (after: readonly KubeObject[]): boolean => {
    const removed = pauseNoticed(after, of, 'readinessProbe');
    const killed = pauseNoticed(after, of, 'livenessProbe');
    return removed !== undefined && (killed === undefined || removed[1] <= killed[0]);
  };
  if (isSlow && isInTime(factsOf(history).deploy?.objects ?? [])) return {};
  const proposed = (isRetimed: boolean) => asking(history, of, 'readinessProbe', question, times, isRetimed);
  const kept = fixOf(history, proposed(false), isInTime);
  return kept.fix === undefined ? fixOf(history, proposed(true), isInTime) : kept;
}

/**
 * A readiness that asks what the startup probe asks, or liveness where that restarted nothing in the window; accepted
 * when that is another question than the one it has, which asks for what all replicas share.
 */
export function readinessThatStays(history: History, of: ObjectRef, container: ContainerOf, windowMs: Window): Fixed {
  const readiness = probeOf(container, 'readinessProbe');
  const isRestarted = restartsIn(history, windowMs).some(
    (one) => one.container === of.container && isSame(one.replica.workload, of),
  );
  const kinds = isRestarted ? (['startupProbe'] as const) : (['startupProbe', 'livenessProbe'] as const);
  const question = kinds
    .flatMap((kind) => questionOf(container, kind) ?? [])
    .find(({probe}) => readiness !== undefined && !asksTheSame(probe, readiness));
  return fixOf(history, asking(history, of, 'readinessProbe', question, {}), (after) => {
    const then = probeIn(after, of, 'readinessProbe');
    return then !== undefined && readiness !== undefined && !asksTheSame(then, readiness);
  });
}

/** A boot may take twice as long as it was held, and so long at least, ms. */
const leastBootMs = 60_000;

/**
 * A startup probe that asks what liveness asks, or the one that is there, and waits for long enough; accepted when it
 * lets a container boot for longer than it was held.
 */
export function startupThatWaits(history: History, of: ObjectRef, heldMs: number): Fixed {
  const container = containerOf(history, of);
  if (container === undefined) return {};
  const startup = probeOf(container, 'startupProbe');
  const question = questionOf(container, 'livenessProbe');
  const periodMs = startup?.periodMs ?? 2000;
  const failureThreshold = Math.ceil(Math.max(leastBootMs, 2 * heldMs) / periodMs);
  const timeoutSeconds = question === undefined ? 1 : timeoutFor(question, 1);
  const proposal =
    startup === undefined
      ? asking(history, of, 'startupProbe', question, {
          periodSeconds: periodMs / 1000,
          failureThreshold,
          timeoutSeconds,
        })
      : inContainer(history, of, 'startupProbe.failureThreshold', failureThreshold);
  return fixOf(history, proposal, (after) => {
    const changed = containerIn(after, of);
    const killed = changed === undefined ? undefined : bootKilled(changed);
    return killed?.is === 'within' && killed.ms[0] > heldMs;
  });
}

function probeIn(objects: readonly KubeObject[], of: ObjectRef, kind: ProbeKind) {
  const container = containerIn(objects, of);
  return container === undefined ? undefined : probeOf(container, kind);
}

/** How long a pause takes to be noticed by a probe of a container that has run for long; undefined: never. */
function pauseNoticed(objects: readonly KubeObject[], of: ObjectRef, kind: ProbeKind) {
  const container = containerIn(objects, of);
  if (container === undefined) return undefined;
  const noticed = probeFails({container, startedMs: 0}, kind, 'paused', Number.MAX_SAFE_INTEGER);
  return noticed.is === 'within' ? noticed.ms : undefined;
}
