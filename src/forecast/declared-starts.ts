import {type ContainerOf, containersOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {inOrderOf, minReadyMsOf} from '../kubernetes/rollout.ts';
import {probeOf} from '../kubernetes/probes.ts';
import {latest, type Prediction, unknown, within} from './prediction.ts';
import {probeFails} from './probes.ts';
import {allowedMs} from './starts.ts';

/** How long a workload may take from its creation until all of its pods are ready, as its owner states it. */
export interface DeclaredStart {
  readonly prediction: Prediction;
  /** Whether its owner stated it; else it is Kubernetes' own default, or not known. */
  readonly isStated: boolean;
}

/** An image that is brought to a node, and a volume, ms. */
const placedMs = 30_000;
/** After so long without progress a Deployment counts as failed (Kubernetes' own default), s. */
const usualDeadlineS = 600;

/**
 * From the probes: a startup probe, or liveness, says how long a boot may take, for it ends it then. Where no probe says
 * it, or an init container comes before, the deadline of a Deployment does. Readiness says nothing: it may fail for
 * ever.
 */
export function declaredStart(workload: KubeObject, replicas: number): DeclaredStart {
  const containers = containersOf(workload);
  const states = latest(containers.map(containerStates));
  if (states.is === 'within') {
    const podMs = states.ms[1] + minReadyMsOf(workload);
    const allMs = inOrderOf(workload) === undefined ? podMs : podMs * replicas;
    return {prediction: within(0, placedMs + allMs), isStated: true};
  }
  if (workload.kind !== 'Deployment') return {prediction: states, isStated: false};
  const deadline = workload.spec?.['progressDeadlineSeconds'];
  const isOwn = typeof deadline === 'number' && deadline !== usualDeadlineS;
  return {prediction: within(0, (isOwn ? deadline : usualDeadlineS) * 1000), isStated: isOwn};
}

/** How long its probes let one container boot, until it is ready. */
function containerStates(container: ContainerOf): Prediction {
  if (container.role === 'init') return unknown(`how long init container ${container.name} takes`);
  const startup = probeOf(container, 'startupProbe');
  const readiness = probeOf(container, 'readinessProbe');
  const readyMs = readiness === undefined ? 0 : readiness.initialDelayMs + readiness.periodMs * readiness.successes;
  if (startup !== undefined) return within(0, allowedMs(startup) + startup.periodMs + readyMs);
  const killed = probeFails({container, startedMs: 0}, 'livenessProbe', 'booting', 0);
  return killed.is === 'within'
    ? within(0, Math.max(killed.ms[1], readyMs))
    : unknown(`how long container ${container.name} takes to start: no probe of it says`);
}
