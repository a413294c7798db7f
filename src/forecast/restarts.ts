import {hasPreStop, podSpecOf} from '../kubernetes/containers.ts';
import {graceMsOf} from '../kubernetes/pod-times.ts';
import {probeOf} from '../kubernetes/probes.ts';
import {containerStarted} from './starts.ts';
import {inTurn, never, type Prediction, unknown, within} from './prediction.ts';
import {probeFails} from './probes.ts';
import type {RunningContainer} from './time-line.ts';

/** How long the runtime takes from the last signal to a new process, ms. */
const startMs = 3000;
/** A hook before the stop that uses the whole grace gets so much more, ms (Kubernetes' own rule). */
const hookMs = 2000;
/** The kubelet gives every container at least so long to end, ms (Kubernetes' own rule). */
const leastGraceMs = 2000;
const firstBackOffMs = 10_000;
const mostBackOffMs = 300_000;

/**
 * How long after every process of a container was paused (`pausedMs`) a new container runs in its place: its liveness
 * probe fails, all of its grace passes, for it ignores SIGTERM, and the back-off of its restarts.
 */
export function restartedByLiveness(of: RunningContainer, pausedMs: number): Prediction {
  const {container, pod} = of;
  const refusal = restartsAtAll(of);
  if (refusal !== undefined) return refusal;
  const graceMs = probeOf(container, 'livenessProbe')?.graceMs ?? graceMsOf(pod);
  const endsMs = Math.max(leastGraceMs, graceMs) + (hasPreStop(container) ? hookMs : 0);
  return inTurn(
    probeFails(of, 'livenessProbe', 'paused', pausedMs),
    within(graceMs, endsMs),
    within(0, backOffMs(of.restarts) + startMs),
  );
}

/**
 * How long after its processes died a container serves again where it is: back-off, start, readiness. `usualMs` is how
 * long it took from its start to ready when it was deployed; undefined when that was not seen.
 */
export function restarted(of: RunningContainer, usualMs: number | undefined): Prediction {
  // The back-off is forgotten after ten quiet minutes, hence 0.
  return restartsAtAll(of) ?? inTurn(within(0, backOffMs(of.restarts)), containerStarted(of.container, usualMs));
}

/** How long the kubelet waits before it starts a container that ended, at most, ms; 0 for the first exit. */
export function backOffMs(restartsBefore: number): number {
  return restartsBefore === 0 ? 0 : Math.min(mostBackOffMs, firstBackOffMs * 2 ** (restartsBefore - 1));
}

/**
 * How long after a container's processes died the API knows: the kubelet lists containers once a second, and tells at
 * once.
 */
export const containerEnded: Prediction = within(0, 1500);

/** Why a container that ended is not started anew, or what of it the model does not know; undefined: it is. */
function restartsAtAll({container, pod}: RunningContainer): Prediction | undefined {
  if (container.spec['restartPolicyRules'] !== undefined)
    return unknown(`restartPolicyRules of container ${container.name}`);
  // What a sidecar states is `Always`; on another container it is a rule of its own.
  if (container.role === 'container' && container.spec['restartPolicy'] !== undefined)
    return unknown(`restartPolicy of container ${container.name}`);
  const policy = podSpecOf(pod)?.spec['restartPolicy'] ?? 'Always';
  return policy === 'Never' && container.role === 'container' ? never('restartPolicy: Never') : undefined;
}
