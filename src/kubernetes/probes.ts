import type {ContainerOf} from './containers.ts';
import type {Json} from './kube-object.ts';
import {firstPort, portNumber} from './ports.ts';

/** The three questions a kubelet asks of a container. */
export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** A probe with Kubernetes' defaults filled in; times in ms. */
export interface Probe {
  readonly how: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  /** The port it asks, a name resolved; undefined for a command, and for a name that the container does not declare. */
  readonly port: number | undefined;
  /** For people: `httpGet /livez`, `tcpSocket http`, `grpc 9000 liveness`, `exec pg_isready`. */
  readonly says: string;
  /** All that it asks, its port by number, to be compared with another's. */
  readonly question: string;
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failures: number;
  readonly successes: number;
  /** A grace of its own for what it ends, ms; undefined: the pod's. */
  readonly graceMs: number | undefined;
}

type Handler = Readonly<Record<string, Json>>;

/** One probe of a container; undefined when it has none. */
export function probeOf(container: ContainerOf, kind: ProbeKind): Probe | undefined {
  const probe = container.spec[kind];
  if (typeof probe !== 'object' || probe === null) return undefined;
  const values = probe as Readonly<Record<string, Json>>;
  const number = (key: string, otherwise: number): number => {
    const value = values[key];
    return typeof value === 'number' && value > 0 ? value : otherwise;
  };
  const how = (['httpGet', 'tcpSocket', 'grpc', 'exec'] as const).find((name) => values[name] !== undefined) ?? 'exec';
  const handler = (values[how] ?? {}) as Handler;
  const grace = values['terminationGracePeriodSeconds'];
  const port = how === 'exec' ? undefined : portNumber(container, handler['port']);
  return {
    how,
    port,
    says: `${how} ${target(how, handler)}`,
    question: JSON.stringify([how, port ?? handler['port'] ?? null, ...asked(how, handler)]),
    initialDelayMs: number('initialDelaySeconds', 0) * 1000,
    periodMs: number('periodSeconds', 10) * 1000,
    timeoutMs: number('timeoutSeconds', 1) * 1000,
    failures: number('failureThreshold', 3),
    successes: number('successThreshold', 1),
    graceMs: typeof grace === 'number' ? grace * 1000 : undefined,
  };
}

/** True when two probes ask the same question, whatever their times. */
export function asksTheSame(one: Probe, other: Probe): boolean {
  return one.question === other.question;
}

/** How long a probe may fail until it has failed for good, one attempt more for the begin, ms. */
export function failingWithinMs({failures, periodMs, timeoutMs}: Probe): number {
  return (failures + 1) * Math.max(periodMs, timeoutMs);
}

/** The port at which a container answers: what its probes ask, else the first that it declares. */
export function askedPort(container: ContainerOf): number | undefined {
  const probes = (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).map(
    (kind) => probeOf(container, kind)?.port,
  );
  return probes.find((port) => port !== undefined) ?? firstPort(container);
}

function target(how: Probe['how'], handler: Handler): string {
  if (how === 'exec') return ((handler['command'] ?? []) as readonly string[]).join(' ');
  if (how === 'httpGet') return String((handler['path'] as string | undefined) ?? '/');
  const service = how === 'grpc' ? ((handler['service'] as string | null | undefined) ?? '') : '';
  return [String(handler['port'] as string | number), service].filter((part) => part !== '').join(' ');
}

/** What a probe asks beside its port, with the API's own defaults. */
function asked(how: Probe['how'], handler: Handler): readonly Json[] {
  if (how === 'exec') return [handler['command'] ?? []];
  if (how === 'grpc') return [handler['service'] ?? ''];
  const host = handler['host'] ?? '';
  return how === 'tcpSocket'
    ? [host]
    : [host, handler['path'] ?? '/', handler['scheme'] ?? 'HTTP', handler['httpHeaders'] ?? []];
}
