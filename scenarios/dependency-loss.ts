import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question:
    'Does the service degrade without a soft dependency, shed requests without a hard one, and come back by itself, without a restart?',
  items: ['health'],
  pattern: 'health checks that lie',
  steps: [
    {
      fault: 'pod-partition',
      as: 'soft',
      on: {dependency: 'soft'},
      when: {is: 'steady'},
      hold: {toSee: ['readiness', 'liveness'], atLeastMs: 30_000},
      until: {is: 'fully-recovered'},
    },
    {
      fault: 'pod-partition',
      as: 'hard',
      on: {dependency: 'hard'},
      // How the service comes back from the first loss is watched before the second.
      when: {is: 'elapsed', options: {ms: 12_000}},
      hold: {toSee: ['liveness'], atLeastMs: 45_000},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'liveness-holds'},
    {check: 'degrades'},
    {check: 'fails-fast'},
    {check: 'recovers'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
