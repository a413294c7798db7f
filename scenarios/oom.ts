import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does memory stay inside its limits at three times peak, and when it does not, is the damage contained?',
  items: ['resources'],
  pattern: 'OOM-killed surprise',
  quick: true,
  steps: [
    {
      fault: 'memory-exhaustion',
      on: {workload: 'entry'},
      when: {is: 'steady'},
      until: {is: 'fully-recovered'},
    },
  ],
  checks: [
    {check: 'declared-resources'},
    {check: 'no-oom-kill'},
    {check: 'no-eviction'},
    {check: 'memory-headroom'},
    {check: 'memory-leak'},
    {check: 'throttling'},
    {check: 'containment'},
    {check: 'stays-up'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
