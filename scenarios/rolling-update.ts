import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does a new revision roll out at three times peak without a failed request?',
  items: ['replicas'],
  quick: true,
  steps: [
    {
      fault: 'rolling-restart',
      on: {workload: 'entry', pick: 'each'},
      when: {is: 'steady'},
      until: {is: 'fully-recovered'},
      again: true,
    },
  ],
  checks: [
    {check: 'no-failed-requests'},
    {check: 'stays-up'},
    {check: 'outage-predicted'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
