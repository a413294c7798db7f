import type {ContainerOf} from './containers.ts';

/** A probe with Kubernetes' defaults filled in; times in ms. */
export interface Probe {
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
  readonly successes: number;
}

/** One probe of a container; undefined when it has none. */
export function probeOf(container: ContainerOf, kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe'): Probe | undefined {
  const probe = container.spec[kind];
  if (typeof probe !== 'object' || probe === null) return undefined;
  const number = (key: string, otherwise: number): number => {
    const value = (probe as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'number' && value > 0 ? value : otherwise;
  };
  return {
    initialDelayMs: number('initialDelaySeconds', 0) * 1000,
    periodMs: number('periodSeconds', 10) * 1000,
    timeoutMs: number('timeoutSeconds', 1) * 1000,
    failures: number('failureThreshold', 3),
    successes: number('successThreshold', 1),
  };
}
