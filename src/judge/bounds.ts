import type {Events} from '../history/history.ts';
import {factsOf} from '../history/facts.ts';

/** What a subject is held to; `bounds:` in the profile overrides one by its key (docs/verdict.md#bounds). */
export const defaultBounds = {
  /** Share of the memory limit that must be left at the surge. */
  memoryHeadroomShare: 0.1,
  /** How long memory may grow at the peak before it must not have used up the headroom, seconds. */
  leakHorizonS: 86_400,
  /** Share of CPU periods throttled over 30 s. */
  throttledShare: 0.25,
  /** Longest time without a success, by planned start, ms. */
  longestGapMs: 1000,
  /** Share of requests that may hang until their time-out while a dependency is away. */
  timedOutShare: 0.01,
  /** Share of the requests of one name that may fail, beyond the control stage's, while a soft dependency is away. */
  degradedShare: 0.05,
  /** Share of the SLO's 30-day budget that one fault may cost. */
  faultBudgetShare: 0.01,
  /** p99 of a recovered service, in multiples of the control stage's. */
  recoveredP99Factor: 1.5,
} as const;

/** What a trial is held to before it may judge anything; not for the profile to change. */
export const validity = {
  /**
   * Share of slow answers in 10 s. Measured on 2 cores: a container killed and started again makes up to 1.6 % slow
   * (135 ms at most), by itself no trouble of the machine; a busy neighbour 6 to 50 %.
   */
  sentinelSlowShare: 0.03,
  stealShare: 0.05,
  /** Achieved share of the planned rate. */
  deliveredShare: 0.95,
  /** How much less than what was sent may have been counted at the subject. */
  ledgerTolerance: 0.05,
  /** What asks for a connection is longer, IP header and all: bytes. */
  leastBytes: 40,
  /** CPU, received bytes or connections at the entry, surge against the peak stage. */
  feltFactor: 1.5,
  /** Least share of its fair share that a replica must get. */
  fairShare: 0.5,
  /** p99 of the schedule's error, ms. */
  engineLagP99Ms: 50,
  /** From here on a late schedule is no delay of single requests, but another load than the planned one: p99, ms. */
  engineLateMs: 1000,
  engineCpuShare: 0.95,
} as const;

export interface Bound {
  readonly value: number;
  readonly origin: 'default' | 'profile';
}

/** A subject's bound and where it comes from. */
export function boundOf(history: Events, key: keyof typeof defaultBounds): Bound {
  const own = factsOf(history).trial?.subject.bounds[key];
  return typeof own !== 'number' ? {value: defaultBounds[key], origin: 'default'} : {value: own, origin: 'profile'};
}

/** Whether the profile wants to know for sure that no memory is kept (docs/verdict.md#memory-that-grows). */
export function isLeakRequired(history: Events): boolean {
  return factsOf(history).trial?.subject.bounds['leak'] === 'required';
}
