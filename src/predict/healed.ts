import type {ContainerOf} from '../kubernetes/containers.ts';
import {probeOf} from '../kubernetes/probes.ts';
import {endpointMs} from '../judge/predicted/endpoints.ts';
import type {Interval} from '../judge/predicted/interval.ts';

/** What a service is granted to be itself again once its dependencies are, beside the detection, ms (verdict.md). */
export const healMs = 10_000;

/** How long after what it depends on is there again a pod serves as before: its readiness is good, the services know, and it has healed. */
export function healed(containers: readonly ContainerOf[]): Interval {
  const readiness = containers.flatMap((container) => probeOf(container, 'readinessProbe') ?? []);
  return [0, Math.max(0, ...readiness.map(({periodMs, successes}) => periodMs * successes)) + endpointMs + healMs];
}
