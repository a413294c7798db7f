import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question:
    'Is a replica that boots slowly, at three times peak, left alone until it can serve, and sent nothing before?',
  items: ['health'],
  steps: [
    {
      fault: 'slow-boot',
      on: {workload: 'entry', pick: 0},
      when: {is: 'steady'},
      hold: {toSee: ['boot']},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'slow-start-unharmed'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
