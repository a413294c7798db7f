import type {Reason} from '../history/channels.ts';
import type {ClusterFacts, DeployFacts, LedgerFacts, MachineFacts, PlanFacts, TrialFacts} from '../history/facts.ts';
import type {Finding, Verdict} from './finding.ts';

export type Status = 'completed' | 'interrupted' | 'errored';

/**
 * The schema number of trial.json; raised when a reader must know of a change. Before 2 a finding had `note` where it
 * has `uncounted` now; before 3 a finding did not name its step, what is not applicable was not told apart, and a fix was
 * a text and not what is changed.
 */
export const trialSchemaNumber = 3;

/** The content of trial.json: computed from the history alone, and computable again. */
export interface Trial {
  readonly schema: typeof trialSchemaNumber;
  readonly id: string;
  readonly scenario: string;
  readonly question: string;
  readonly subject: string;
  readonly verdict: Verdict;
  readonly status: Status;
  /** `pass (2 waived, 1 not in scope)` and the like. */
  readonly headline: string;
  readonly because?: readonly Reason[];
  readonly findings: readonly Finding[];
  readonly waived: readonly {
    readonly check: string;
    readonly reason: string;
    readonly until: string;
    readonly expired: boolean;
  }[];
  readonly shown: readonly string[];
  readonly notShown: readonly string[];
  /** What was planned and could not be seen. */
  readonly notExercised: readonly string[];
  /** What asks about something that the subject does not declare. */
  readonly notApplicable: readonly string[];
  readonly stages: readonly {
    readonly name: string;
    readonly peaks: number;
    readonly ratePerSecond: number;
    readonly windowMs: readonly [number, number];
    readonly requests: number;
    readonly failed: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  }[];
  readonly phases: readonly {readonly name: string; readonly windowMs: readonly [number, number]}[];
  readonly faults: readonly StepRow[];
  /** Only of a trial that inspects. */
  readonly inspections?: readonly StepRow[];
  readonly error?: string;
  readonly facts: {
    readonly trial: TrialFacts;
    readonly machine?: MachineFacts;
    readonly cluster?: ClusterFacts;
    readonly deploy?: Omit<DeployFacts, 'objects'>;
    readonly plan?: PlanFacts;
    readonly ledger?: LedgerFacts;
  };
}

/** A step as the time line shows it. */
export interface StepRow {
  readonly step: string;
  readonly windowMs: readonly [number, number];
  readonly what: string;
  readonly proved: boolean;
}
