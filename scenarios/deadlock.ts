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
      // A default liveness probe and a default grace take 61 s.
      hold: {until: {is: 'container-restarted'}, withinMs: 75_000},
      until: {is: 'fully-recovered'},
      withinMs: 90_000,
    },
  ],
  checks: [
    {check: 'liveness-restarts'},
    {check: 'readiness-removes'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
    {check: 'availability'},
  ],
} satisfies Scenario;
