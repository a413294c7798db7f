import type {ClusterEffects} from '../cluster/cluster.ts';
import type {BeyondBaseline, TrialFacts} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import type {Recorder} from '../history/recorder.ts';
import type {Trial} from '../judge/trial.ts';
import type {Present} from '../progress/work.ts';
import type {Patience} from '../scenario/patience.ts';
import type {Scenario} from '../scenario/scenario.ts';
import type {Tools} from '../setup/tools.ts';
import {namespaceFor} from '../subject/adapt/adapt.ts';
import type {Manifest} from '../subject/manifests/manifest.ts';
import type {Profile} from '../subject/profile/profile.ts';
import type {Clock} from '../system/clock.ts';
import type {Journal} from './cleanup/journal.ts';
import type {ClusterSource} from './cluster-source.ts';

/** One trial, wholly validated: nothing in it can turn out to be the user's mistake without a cluster. */
export interface TrialRequest {
  readonly id: string;
  readonly scenarioName: string;
  /** The file of one that is not built in. */
  readonly scenarioFile?: TrialFacts['scenarioFile'];
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  readonly source: ClusterSource;
  /** reports/<id> */
  readonly folder: string;
  readonly seed: number;
  /** How long faults may be held. */
  readonly patience: Patience;
  readonly argv: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  /** Deploy, print the plan, inject nothing. */
  readonly planOnly: boolean;
  /** When the subject is trusted: what its manifests ask for beyond the baseline. */
  readonly trusted?: readonly BeyondBaseline[];
}

export interface TrialEffects {
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly present: Present;
  readonly state: string;
  readonly tools: Tools;
  /** Called with the verdict before anything is taken down. */
  readonly onVerdict: (trial: Trial, history: History) => Promise<void>;
}

/** What every phase of one trial may use. What one phase makes for another is passed on by the trial. */
export interface TrialContext extends TrialRequest, TrialEffects {
  readonly recorder: Recorder;
  readonly journal: Journal;
  /** The clock value that is 0 in the history. */
  readonly epochMs: number;
}

/** The namespace that the subject gets. */
export function namespaceOf({manifests, profile}: TrialContext): string {
  return namespaceFor(
    manifests.map(({object}) => object),
    profile.namespace,
  );
}
