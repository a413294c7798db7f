import type {Trial} from '../../src/judge/trial.ts';
import {sampleStages} from './sample-history.ts';

/** The workload and the pod that the sample is about. */
export const deployment = {kind: 'Deployment', name: 'gateway', namespace: 'shop', container: 'gateway'} as const;
export const pod = {kind: 'Pod', name: 'gateway-7c9d5f8b64-9xw7t', namespace: 'shop', container: 'gateway'} as const;

/** What the sample's history says of machine, cluster, deployment, plan and counts. */
export function sampleFacts(): Trial['facts'] {
  return {
    trial: {
      schema: 2,
      id: '2026-11-25-091220-oom-k3f9',
      seed: 4127,
      scenario: 'oom',
      question: 'Does the service stay up when a container is killed for its memory at three times the peak?',
      items: ['restarts'],
      checks: [{check: 'no-traffic-to-the-dead'}],
      subject: {
        name: 'shop',
        profilePath: 'demo/twins/no-readiness/seatrial.yaml',
        entry: {
          service: 'gateway',
          port: 8080,
          timeoutMs: 2000,
          requests: [
            {name: 'list products', method: 'GET', path: '/products', weight: 7},
            {name: 'place order', method: 'POST', path: '/orders', weight: 3},
          ],
        },
        peak: {rps: 400, replicas: 30},
        surge: 3,
        slo: {availability: 0.999, latency: {percentile: 99, ms: 250}, at: '1x'},
        bounds: {},
        dependencies: [{name: 'payment', kind: 'stub', need: 'soft'}],
        gate: ['restarts', 'probes', 'limits', 'disruption', 'policies', 'data'],
        waivers: [{check: 'cpu-limits', reason: 'No CPU limits by policy of the platform team', until: '2027-03-31'}],
      },
      versions: {seatrial: '0.1.0', node: '24.21.0', kind: '0.30.0', docker: '28.5.1'},
      argv: ['run', 'oom', '--subject', 'demo/twins/no-readiness/seatrial.yaml'],
      startedAt: '2026-11-25T09:12:20Z',
    },
    machine: {
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      cgroupVersion: 2,
      kernel: '6.12.48',
      capabilities: {netem: false, 'kernel-log': true},
      missing: ['netem'],
    },
    cluster: {
      name: 'seatrial-k3f9',
      kubernetes: '1.34.1',
      nodes: [
        {name: 'control-plane', zone: 'a', role: 'control-plane'},
        {name: 'worker', zone: 'a', role: 'worker'},
        {name: 'worker2', zone: 'b', role: 'worker'},
      ],
      timings: {nodeMonitorGrace: 50_000},
      proxied: false,
    },
    deploy: {
      namespace: 'shop',
      positions: [],
      deviations: [{what: 'CPU request lowered to fit two cores', of: deployment, from: '500m', to: '120m'}],
      images: [{image: 'shop/gateway:1', digest: 'sha256:4f0c1d7e'}],
      entry: {workload: deployment, replicas: 3, url: 'http://198.18.0.4:30080'},
    },
    plan: {
      stages: sampleStages.map(({name, peaks, windowMs: [from, to]}) => ({
        name,
        peaks,
        ratePerSecond: 40 * peaks,
        atLeastMs: to - from,
        boundMs: 2 * (to - from),
      })),
      steps: [
        {
          name: 'exceed-memory',
          stage: 'fault',
          what: 'memory of one gateway beyond its limit',
          victims: [pod],
          boundMs: 30_000,
        },
      ],
    },
    ledger: {
      planned: {peak: 800, control: 3600, fault: 3000, after: 2400, recovery: 800},
      rows: {ok: 10_512, refused: 53, reset: 19, 'timed-out': 16},
      received: {
        peak: {connections: 92, bytesIn: 402_000},
        control: {connections: 371, bytesIn: 1_811_000},
        fault: {connections: 402, bytesIn: 1_494_000},
        after: {connections: 240, bytesIn: 1_208_000},
        recovery: {connections: 81, bytesIn: 403_000},
      },
      perReplica: {
        'gateway-7c9d5f8b64-4kq2m': 3611,
        'gateway-7c9d5f8b64-9xw7t': 3302,
        'gateway-7c9d5f8b64-zl5hc': 3599,
      },
      engine: {cpuShare: 0.11, lagP99Ms: 1.8, lagMaxMs: 9.4, newConnections: 1186},
    },
  };
}
