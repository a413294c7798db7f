import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does the service stay up when a worker loses its power at three times peak?',
  items: ['replicas'],
  steps: [
    {
      fault: 'node-power-off',
      on: {node: {hosts: 'entry'}},
      when: {is: 'steady'},
      hold: {until: {is: 'nodes-not-ready'}, withinMs: 75_000, thenMs: 20_000},
      until: {is: 'fully-recovered'},
      withinMs: 150_000,
    },
  ],
  checks: [
    {check: 'stays-up'},
    {check: 'outage-predicted'},
    {check: 'spread'},
    {check: 'fits-n-minus-one'},
    {check: 'capacity-restored'},
    {check: 'availability'},
  ],
} satisfies Scenario;
