import type {Scenario} from '../src/scenario/scenario.ts';

/** How the subject comes back from one fault is watched before the next. */
const settled = {
  when: {is: 'elapsed', options: {ms: 12_000}},
  until: {is: 'fully-recovered'},
  withinMs: 120_000,
} as const;

export default {
  question: 'Does every probe of every container tell the truth, in each state that it is there for?',
  items: ['health'],
  steps: [
    {
      fault: 'pod-partition',
      as: 'replica-alone',
      options: {from: 'peers'},
      on: {workload: 'entry', pick: 0},
      holdMs: 30_000,
      ...settled,
    },
    {fault: 'pod-partition', as: 'soft', on: {dependency: 'soft'}, holdMs: 30_000, ...settled},
    {fault: 'pod-partition', as: 'hard', on: {dependency: 'hard'}, holdMs: 45_000, ...settled},
    {fault: 'pod-delete', as: 'sigterm', on: {workload: 'entry', pick: 0}, ...settled},
    {fault: 'slow-boot', as: 'slow-boot', on: {every: 'container'}, holdMs: 30_000, ...settled},
    // A restarted container meets a back-off: what is paused here was restarted once already, so that liveness may take
    // 10 s longer.
    {
      fault: 'container-pause',
      as: 'pause',
      on: {every: 'container'},
      hold: {until: {is: 'container-restarted'}, withinMs: 150_000},
      ...settled,
      withinMs: 180_000,
    },
  ],
  checks: [
    {check: 'liveness-restarts'},
    {check: 'readiness-removes'},
    {check: 'readiness-follows'},
    {check: 'liveness-holds'},
    {check: 'degrades'},
    {check: 'fails-fast'},
    {check: 'recovers'},
    {check: 'no-failed-requests'},
    {check: 'slow-start-unharmed'},
    {check: 'availability'},
  ],
} satisfies Scenario;
