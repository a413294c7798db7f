import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Can a node be drained at three times peak without a failed request, and does the disruption budget bite?',
  items: ['replicas'],
  quick: true,
  steps: [
    {
      fault: 'node-drain',
      on: {node: {hosts: 'entry'}},
      when: {is: 'steady'},
      until: {is: 'fully-recovered'},
      again: true,
    },
    // One replica a node never meets its budget: the budget is asked by evictions of all replicas, one after the other.
    {
      fault: 'evict-until-refused',
      on: {workload: 'entry', pick: 'each'},
      when: {is: 'steady'},
      until: {is: 'fully-recovered'},
      again: true,
    },
  ],
  checks: [
    {check: 'pdb-valid'},
    {check: 'pdb-enforced'},
    {check: 'drain-ends'},
    {check: 'stays-up'},
    {check: 'no-failed-requests'},
    {check: 'outage-predicted'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
