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
    {check: 'pdb-valid'},
    {check: 'spread'},
    {check: 'fits-n-minus-one'},
    {check: 'availability'},
    {check: 'stays-up'},
    {check: 'capacity-restored'},
  ],
} satisfies Scenario;
