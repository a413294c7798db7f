import type {SubjectFacts} from '../../src/history/facts.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';

/** A subject of the world: its objects as their owner means them, and how its programs behave. Times in ms. */
export interface WorldSubject {
  readonly profile: Pick<SubjectFacts, 'peak' | 'slo' | 'dependencies' | 'bounds'> & {
    readonly entry: {readonly timeoutMs: number};
  };
  /** The first one carries the entry. */
  readonly workloads: readonly Workload[];
}

export interface Workload {
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly replicas: number;
  /** In the order of the manifest; the one that serves is the one with a port. */
  readonly containers: readonly Container[];
  readonly graceS: number;
  readonly minReadyS: number;
  /** Of a Deployment: how many more, and how many fewer, a roll-out may have. */
  readonly surge: number | string;
  readonly unavailable: number | string;
  readonly budget: {readonly maxUnavailable: Json} | {readonly minAvailable: Json} | undefined;
  /** Whether its pods are spread over the nodes, or end up on one. */
  readonly spread: boolean;
  /** Services beside its own one. */
  readonly more: readonly {readonly name: string; readonly headless: boolean; readonly publishesUnready: boolean}[];
}

export interface Container {
  readonly name: string;
  readonly role: 'container' | 'init';
  /** Undefined: it serves nobody. */
  readonly port: number | undefined;
  readonly resources: Json;
  readonly liveness: Probe | undefined;
  readonly readiness: Probe | undefined;
  readonly startup: Probe | undefined;
  /** A sleep before it is asked to end. */
  readonly preStopS: number;
  readonly program: Program;
}

/** A probe as it stands in the manifest, and what it really asks. */
export interface Probe {
  /** Its handler and its numbers, for the API. */
  readonly spec: Readonly<Record<string, Json>>;
  /** `self`: the process answers. `always`: somebody else does, or a file. A name: the process, while that workload is there. */
  readonly asks: 'self' | 'always' | (string & {});
}

export interface Program {
  /** From its start until its port is open. */
  readonly startMs: number;
  /**
   * Asked to end: it ends at once; it closes its port, ends what it has begun, and ends; it does so after it has gone on
   * for five seconds; or it does not listen, and is killed when its grace is over.
   */
  readonly onTerm: 'stops' | 'drains' | 'lingers' | 'ignores';
  readonly latencyMs: number;
  /** The workload without which it answers 503. */
  readonly needs: string | undefined;
  /** MiB at rest, and what each request leaves behind for ever, bytes. */
  readonly memoryMib: number;
  readonly leaks: number;
}

/** A container that does everything well. */
export function container(changes: Partial<Container> = {}): Container {
  const port = 'port' in changes ? changes.port : 8080;
  return {
    name: 'app',
    role: 'container',
    port,
    resources: {requests: {cpu: '100m', memory: '64Mi'}, limits: {cpu: '500m', memory: '128Mi'}},
    liveness: port === undefined ? undefined : asking('/livez', port, {periodSeconds: 5, failureThreshold: 3}),
    readiness: port === undefined ? undefined : asking('/readyz', port, {periodSeconds: 1, failureThreshold: 2}),
    startup: undefined,
    preStopS: port === undefined ? 0 : 5,
    program: program(),
    ...changes,
  };
}

export function program(changes: Partial<Program> = {}): Program {
  return {startMs: 800, onTerm: 'drains', latencyMs: 5, needs: undefined, memoryMib: 40, leaks: 0, ...changes};
}

/** A probe by HTTP that the process answers. */
export function asking(path: string, port: number, numbers: Readonly<Record<string, Json>> = {}): Probe {
  return {spec: {httpGet: {path, port}, ...numbers}, asks: 'self'};
}

export function workload(changes: Partial<Workload> = {}): Workload {
  return {
    name: 'shop',
    kind: 'Deployment',
    replicas: 3,
    containers: [container()],
    graceS: 30,
    minReadyS: 0,
    surge: 1,
    unavailable: 0,
    budget: {maxUnavailable: 1},
    spread: true,
    more: [],
    ...changes,
  };
}

/** A subject without a fault in it. */
export function subject(changes: Partial<WorldSubject> = {}): WorldSubject {
  return {
    profile: {
      peak: {rps: 40, replicas: 3},
      slo: {availability: 0.999, latency: {percentile: 99, ms: 500}, at: '1x'},
      dependencies: [],
      bounds: {},
      entry: {timeoutMs: 2000},
    },
    workloads: [workload()],
    ...changes,
  };
}
