import type {Scenario} from '../src/scenario/scenario.ts';

export default {
  question: 'Does every check keep quiet when nothing is done to the subject but three times its peak?',
  items: ['resources', 'replicas'],
  steps: [],
  checks: [
    {check: 'declared-resources'},
    {check: 'no-oom-kill'},
    {check: 'no-eviction'},
    {check: 'memory-headroom'},
    {check: 'memory-leak'},
    {check: 'throttling'},
    {check: 'budget-sound'},
    {check: 'spread'},
    {check: 'fits-without-a-node'},
    {check: 'availability'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
  ],
} satisfies Scenario;
