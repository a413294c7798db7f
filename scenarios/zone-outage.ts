import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does the service stay up when a whole zone loses its power at three times peak?',
  items: ['replicas'],
  steps: [
    {
      fault: 'node-power-off',
      on: {zone: {hosts: 'entry'}},
      when: {is: 'steady'},
      hold: {toSee: ['not-ready'], until: {is: 'nodes-not-ready'}, thenMs: 20_000},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'stays-up'},
    {check: 'outage-predicted'},
    {check: 'spread'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
