import type {Finding} from '../../src/judge/finding.ts';
import type {Trial} from '../../src/judge/trial.ts';
import {deployment, pod, sampleFacts} from './sample-facts.ts';
import {kill, sampleStages} from './sample-history.ts';

/** One finding that fails, with everything a finding can carry. */
export const failing: Finding = {
  check: 'no-traffic-to-the-dead',
  step: undefined,
  of: deployment,
  verdict: 'fail',
  sentence:
    'After the OOM kill, requests went on to the dead container for 2.6 s, because no readiness probe takes it out of the Service.',
  details: ['On new connections 30 of 60 failed', 'On reused connections 58 of 240 failed'],
  expected: 'no request refused later than 1 s after the container died',
  observed: '88 of 300 requests failed between 1:58.4 and 2:01.0 (53 refused, 19 reset, 16 timed out)',
  origin: 'default',
  margin: {value: -1.6, unit: 's'},
  predictedMs: [0, 1000],
  measuredMs: 2600,
  windowMs: [kill.atMs, kill.backMs],
  evidence: [9, 10, 11, 12, 13, 14],
  fix: {
    object: deployment,
    path: 'spec.template.spec.containers[0].readinessProbe',
    changes: [
      {
        of: {kind: 'Deployment', name: 'gateway'},
        patch: {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    name: 'gateway',
                    readinessProbe: {httpGet: {path: '/ready', port: 'http'}, periodSeconds: 1, failureThreshold: 1},
                  },
                ],
              },
            },
          },
        },
      },
    ],
    file: 'demo/twins/no-readiness/gateway.yaml',
    line: 31,
  },
};

/** A finding that could not be decided. */
export const undecided: Finding = {
  check: 'throttling',
  step: undefined,
  of: deployment,
  verdict: 'inconclusive',
  because: 'host-noisy',
  sentence:
    'The sentinel on node worker was slow in the same seconds, so throttling cannot be told from a busy machine.',
  expected: 'sentinel p99 ≤ 50 ms in the window',
  observed: 'sentinel p99 81 ms from 2:01.0 to 2:06.0; node (postgres) used 61 % of the CPU then',
  windowMs: [121_000, 126_000],
  evidence: [4],
};

const passing: readonly Finding[] = [
  {
    check: 'restarts-after-oom',
    step: undefined,
    of: pod,
    verdict: 'pass',
    sentence: 'The killed container was back and ready after 3.5 s, as its back-off and start-up time predict.',
    expected: 'ready again within the prediction',
    observed: 'ready after 3.5 s',
    predictedMs: [1800, 5200],
    measuredMs: 3500,
    windowMs: [kill.atMs, kill.backMs],
    evidence: [11, 13],
  },
  {
    check: 'memory-headroom',
    step: undefined,
    of: deployment,
    verdict: 'pass',
    sentence: 'Without the fault, no gateway came closer than 31 % to its memory limit at three times the peak.',
    expected: 'at least 10 % of the limit free at 3×',
    observed: '31 % free (88 MiB of 128 MiB)',
    origin: 'default',
    margin: {value: 21, unit: 'points of the limit'},
    windowMs: [82_000, 112_000],
    evidence: [],
  },
  {
    check: 'neighbours-unharmed',
    step: undefined,
    of: {kind: 'StatefulSet', name: 'orders', namespace: 'shop'},
    verdict: 'pass',
    sentence: 'No other container was killed or restarted while the gateway ran out of memory.',
    expected: 'no restart outside the blast radius',
    observed: 'none',
    windowMs: [112_000, 137_000],
    evidence: [11],
  },
  {
    check: 'availability',
    step: undefined,
    verdict: 'pass',
    sentence: 'Outside the fault, every request was answered in time.',
    expected: '99.9 % of requests ok at 1×',
    observed: '100 % of 4,800 (95 % interval from 99.92 %)',
    origin: 'profile',
    windowMs: [62_000, 177_000],
    evidence: [],
  },
  {
    check: 'ledger',
    step: undefined,
    verdict: 'pass',
    uncounted: 'trial-check',
    sentence: 'Planned requests, rows and connections at the gateways agree.',
    expected: 'counts within 5 %',
    observed: '11,400 planned, 11,400 rows, 1.2 % difference at the gateways',
    windowMs: [62_000, 177_000],
    evidence: [],
  },
];

const notScanned: Finding = {
  check: 'image-scan',
  step: undefined,
  verdict: 'inconclusive',
  because: 'not-exercised',
  uncounted: 'not-exercised',
  sentence: 'Images were not scanned, because no scanner is installed.',
  expected: 'a scanner on this machine',
  observed: 'none found',
  windowMs: [0, 0],
  evidence: [],
};

/** The trial that belongs to the sample history: an OOM kill that fails one check. */
export function sampleTrial(changes: Partial<Trial> = {}): Trial {
  return {
    schema: 3,
    id: '2026-11-25-091220-oom-k3f9',
    scenario: 'oom',
    question: 'Does the service stay up when a container is killed for its memory at three times the peak?',
    subject: 'shop',
    verdict: 'fail',
    status: 'completed',
    headline: 'fail (1 waived, 1 not in scope)',
    findings: [failing, undecided, ...passing, notScanned],
    waived: [
      {
        check: 'cpu-limits',
        reason: 'No CPU limits by policy of the platform team',
        until: '2027-03-31',
        expired: false,
      },
    ],
    shown: [
      '40 requests per second and replica (3× declared), 3 replicas of Deployment gateway',
      'Kubernetes 1.34.1 on 2 cores, cgroup v2',
      'images shop/gateway@sha256:4f0c…, shop/orders@sha256:a91b…',
    ],
    notShown: [
      'aggregate effects: database connections, conntrack, hot shards',
      'autoscaling (fixed at minReplicas), the cloud’s network, CPU lost with a node',
      'the capacity and the failures of payment: a stub answers for it',
    ],
    notExercised: ['image scan: no scanner on this machine'],
    notApplicable: ['soft: the profile declares no soft dependency'],
    stages: sampleStages.map(({name, peaks, windowMs: [from, to]}) => ({
      name,
      peaks,
      ratePerSecond: 40 * peaks,
      windowMs: [from, to],
      requests: (40 * peaks * (to - from)) / 1000,
      failed: name === 'fault' ? 88 : 0,
      p50Ms: peaks === 1 ? 14.2 : 25.3,
      p99Ms: name === 'fault' ? 1999 : peaks === 1 ? 27.1 : 66.4,
    })),
    phases: [
      {name: 'preflight', windowMs: [0, 15_200]},
      {name: 'cluster', windowMs: [15_200, 41_800]},
      {name: 'deploy', windowMs: [41_800, 60_900]},
      {name: 'plan', windowMs: [60_900, 62_000]},
      {name: 'stages', windowMs: [62_000, 177_000]},
      {name: 'collect', windowMs: [177_000, 179_600]},
      {name: 'undo', windowMs: [179_600, 183_100]},
    ],
    faults: [
      {
        step: 'exceed-memory',
        windowMs: [113_000, kill.backMs],
        what: 'allocates 160 MiB inside the cgroup of one gateway (limit 128 MiB)',
        proved: true,
      },
    ],
    facts: sampleFacts(),
    ...changes,
  };
}
