import type {Scenario} from '../src/scenario/scenario.ts';

/** How the subject comes back from one fault is watched before the next. */
const settled = {
  when: {is: 'elapsed', options: {ms: 12_000}},
  until: {is: 'fully-recovered'},
} as const;

/** What is away is away until the probes of whoever misses it have had the time to act. */
const away = {toSee: ['readiness', 'liveness'], atLeastMs: 30_000} as const;

export default {
  question: 'Does every probe of every container tell the truth, in each state that it is there for?',
  items: ['health'],
  steps: [
    {
      fault: 'pod-partition',
      as: 'replica-alone',
      options: {from: 'peers'},
      on: {workload: 'entry', pick: 0},
      hold: away,
      ...settled,
    },
    {fault: 'pod-partition', as: 'soft', on: {dependency: 'soft'}, hold: away, ...settled},
    {
      fault: 'pod-partition',
      as: 'hard',
      on: {dependency: 'hard'},
      hold: {toSee: ['liveness'], atLeastMs: 45_000},
      ...settled,
    },
    {fault: 'pod-delete', as: 'sigterm', on: {workload: 'entry', pick: 0}, again: true, ...settled},
    {fault: 'slow-boot', as: 'slow-boot', on: {every: 'container'}, hold: {toSee: ['boot']}, ...settled},
    {
      fault: 'container-pause',
      as: 'pause',
      on: {every: 'container'},
      hold: {toSee: ['readiness', 'restart'], atLeastMs: 30_000, until: {is: 'container-restarted'}},
      ...settled,
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
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
