import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does the readiness of a replica follow its real health, when it alone can serve nobody any more?',
  items: ['health'],
  pattern: 'health checks that lie',
  steps: [
    {
      fault: 'pod-partition',
      // Users and its kubelet still reach it; it hears nobody it depends on.
      options: {from: 'peers'},
      on: {workload: 'entry', pick: 0},
      when: {is: 'steady'},
      hold: {toSee: ['readiness', 'liveness'], atLeastMs: 30_000},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'readiness-follows'},
    {check: 'liveness-holds'},
    {check: 'fails-fast'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
