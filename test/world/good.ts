import fc from 'fast-check';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import {
  asking,
  container,
  type Container,
  type Probe,
  program,
  subject,
  workload,
  type WorldSubject,
} from './subject.ts';

/** What varies in a subject that does everything well. Seconds, but for `startMs` and `latencyMs`. */
export interface Traits {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly replicas: number;
  /** Requests per second and replica at the peak. */
  readonly rate: number;
  readonly startMs: number;
  readonly latencyMs: number;
  readonly liveness: {
    readonly initialDelay: number;
    readonly period: number;
    readonly timeout: number;
    readonly failures: number;
  };
  readonly readiness: {
    readonly initialDelay: number;
    readonly period: number;
    readonly timeout: number;
    readonly failures: number;
  };
  readonly hasStartup: boolean;
  readonly minReady: number;
  readonly grace: number;
  readonly preStop: number;
  readonly budget: 'one' | 'share' | 'most' | 'half';
  readonly sidecar: 'none' | 'first' | 'last';
  readonly init: boolean;
  readonly more: 'none' | 'second' | 'peers';
}

/** A usual one, three replicas of a Deployment. */
export const usual: Traits = {
  kind: 'Deployment',
  replicas: 3,
  rate: 20,
  startMs: 800,
  latencyMs: 5,
  liveness: {initialDelay: 0, period: 5, timeout: 1, failures: 3},
  readiness: {initialDelay: 0, period: 1, timeout: 1, failures: 2},
  hasStartup: true,
  minReady: 0,
  grace: 30,
  preStop: 5,
  budget: 'one',
  sidecar: 'none',
  init: false,
  more: 'none',
};

/** Traits of subjects with so many replicas. */
export function traits(least: number, most: number): fc.Arbitrary<Traits> {
  return fc.record({
    kind: fc.constantFrom('Deployment', 'Deployment', 'StatefulSet', 'DaemonSet'),
    replicas: fc.integer({min: least, max: most}),
    rate: fc.constantFrom(4, 12, 20),
    startMs: fc.constantFrom(100, 800, 4000, 20_000),
    latencyMs: fc.constantFrom(1, 5, 40),
    liveness: fc.record({
      initialDelay: fc.constantFrom(0, 0, 10, 120),
      period: fc.constantFrom(2, 5, 10, 20),
      timeout: fc.constantFrom(1, 2, 5),
      failures: fc.constantFrom(2, 3, 5),
    }),
    readiness: fc.record({
      initialDelay: fc.constantFrom(0, 0, 5, 60),
      period: fc.constantFrom(1, 2, 5, 10),
      timeout: fc.constantFrom(1, 2),
      failures: fc.constantFrom(1, 2, 3),
    }),
    hasStartup: fc.boolean(),
    minReady: fc.constantFrom(0, 0, 5, 15),
    grace: fc.constantFrom(10, 30, 60, 600),
    preStop: fc.constantFrom(5, 8),
    budget: fc.constantFrom('one', 'share', 'most', 'half'),
    sidecar: fc.constantFrom('none', 'first', 'last'),
    init: fc.boolean(),
    more: fc.constantFrom('none', 'second', 'peers'),
  });
}

/** The subject of some traits: whatever they are, it does everything well. */
export function goodSubject(of: Traits): WorldSubject {
  const {kind, rate, sidecar, init, more, grace, minReady} = of;
  const replicas = kind === 'DaemonSet' ? 4 : of.replicas;
  const beside = container({
    name: 'shipper',
    port: undefined,
    preStopS: 0,
    program: program({startMs: 100, memoryMib: 10}),
  });
  const containers = [
    ...(init ? [container({name: 'migrate', role: 'init', port: undefined, program: program({startMs: 1500})})] : []),
    ...(sidecar === 'first' ? [beside] : []),
    serving(of),
    ...(sidecar === 'last' ? [beside] : []),
  ];
  const base = subject();
  return {
    ...base,
    profile: {...base.profile, peak: {rps: rate * replicas, replicas}},
    workloads: [
      workload({
        kind,
        replicas,
        containers,
        graceS: grace,
        minReadyS: minReady,
        budget: budgetOf(of, replicas),
        more: more === 'none' ? [] : [{name: 'shop-2', headless: more === 'peers', publishesUnready: more === 'peers'}],
      }),
    ],
  };
}

function serving({startMs, latencyMs, liveness, readiness, hasStartup, preStop}: Traits): Container {
  const numbers = (of: Traits['liveness']): Readonly<Record<string, Json>> => ({
    initialDelaySeconds: of.initialDelay,
    periodSeconds: of.period,
    timeoutSeconds: of.timeout,
    failureThreshold: of.failures,
  });
  // A boot may take twice as long as usual, and no probe that ends it may run out meanwhile.
  const bootS = (2 * startMs) / 1000 + 5;
  const patience = liveness.initialDelay + (liveness.failures - 1) * liveness.period;
  const startup: Probe | undefined =
    hasStartup || patience < bootS
      ? asking('/started', 8080, {periodSeconds: 1, failureThreshold: Math.ceil(bootS) + 30})
      : undefined;
  return container({
    liveness: asking('/livez', 8080, numbers(liveness)),
    readiness: asking('/readyz', 8080, numbers(readiness)),
    startup,
    preStopS: preStop,
    program: program({startMs, latencyMs}),
  });
}

function budgetOf({budget}: Traits, replicas: number): WorldSubject['workloads'][number]['budget'] {
  if (budget === 'one') return {maxUnavailable: 1};
  if (budget === 'most') return {minAvailable: replicas - 1};
  return budget === 'half' ? {minAvailable: '50%'} : {maxUnavailable: '34%'};
}
