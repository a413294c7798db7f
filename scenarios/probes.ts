import type {Scenario} from '../src/scenario/scenario.ts';

/** How the subject comes back from one fault is watched before the next. */
const calm = {when: {is: 'elapsed', options: {ms: 12_000}}, until: {is: 'whole-again'}, withinMs: 120_000} as const;

export default {
  question: 'Does every probe of every container tell the truth, in each state that it is there for?',
  items: ['health'],
  steps: [
    {
      fault: 'pod-cut-off',
      as: 'replica-alone',
      options: {from: 'peers'},
      on: {workload: 'entry', pick: 0},
      holdMs: 30_000,
      ...calm,
    },
    {fault: 'pod-cut-off', as: 'soft', on: {dependency: 'soft'}, holdMs: 30_000, ...calm},
    {fault: 'pod-cut-off', as: 'hard', on: {dependency: 'hard'}, holdMs: 45_000, ...calm},
    {fault: 'pod-delete', as: 'sigterm', on: {workload: 'entry', pick: 0}, ...calm},
    {fault: 'slow-boot', as: 'slow-boot', on: {every: 'container'}, holdMs: 30_000, ...calm},
    // A restarted container meets a back-off: what is frozen here was restarted once already, so that liveness may take
    // 10 s longer.
    {
      fault: 'container-freeze',
      as: 'freeze',
      on: {every: 'container'},
      hold: {until: {is: 'container-restarted'}, withinMs: 150_000},
      ...calm,
      withinMs: 180_000,
    },
  ],
  checks: [
    {check: 'liveness-restarts'},
    {check: 'readiness-removes'},
    {check: 'readiness-follows'},
    {check: 'liveness-holds'},
    {check: 'degrades'},
    {check: 'sheds-in-time'},
    {check: 'comes-back'},
    {check: 'zero-failed'},
    {check: 'boots-in-peace'},
    {check: 'availability'},
  ],
} satisfies Scenario;
