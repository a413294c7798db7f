import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Is a replica that hangs taken out of the service and restarted, at three times peak?',
  items: ['health'],
  pattern: 'health checks that lie',
  quick: true,
  steps: [
    {
      fault: 'container-pause',
      on: {workload: 'entry', pick: 0},
      when: {is: 'steady'},
      hold: {toSee: ['readiness', 'restart'], atLeastMs: 30_000, until: {is: 'container-restarted'}},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'liveness-restarts'},
    {check: 'readiness-removes'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
