import type {ClusterEffects} from '../cluster/cluster.ts';
import type {History} from '../history/history.ts';
import type {Trial} from '../judge/trial.ts';
import {type Bed, lentBed} from './bed.ts';
import {openJournal} from './journal.ts';
import {startNoise} from './noise.ts';
import {runTrial, type TrialEffects, type TrialOutcome, type TrialRequest} from './trial.ts';

export interface SuiteRequest {
  readonly id: string;
  readonly bed: Bed;
  /** The trials in their order; each gets the suite's cluster. */
  readonly trials: readonly Omit<TrialRequest, 'bed'>[];
  /** A CPU hog beside every trial. */
  readonly noise: boolean;
}

export interface SuiteEffects extends Omit<TrialEffects, 'onVerdict'> {
  readonly effects: ClusterEffects;
  readonly onVerdict: (request: Omit<TrialRequest, 'bed'>, trial: Trial, history: History) => Promise<void>;
}

export interface SuiteOutcome {
  /** In the order of the trials; shorter when the suite was interrupted. */
  readonly outcomes: readonly TrialOutcome[];
  readonly error: unknown;
}

/** Runs several trials on one cluster, one after the other, and gives the cluster back. */
export async function runSuite({id, bed, trials, noise}: SuiteRequest, given: SuiteEffects): Promise<SuiteOutcome> {
  const {effects, present, signal, state, onVerdict} = given;
  const journal = openJournal(state, id, bed.cluster);
  const outcomes: TrialOutcome[] = [];
  let lent: Bed | undefined;
  let error: unknown;
  try {
    await present([
      {
        title: bed.title,
        async run(note) {
          const cluster = await bed.take(journal, {note, signal});
          lent = lentBed(cluster);
        },
      },
    ]);
    for (const trial of trials) {
      signal.throwIfAborted();
      await using _noise = noise ? startNoise(effects.openStream) : undefined;
      outcomes.push(await runTrial({...trial, bed: lent ?? bed}, {...given, onVerdict: (verdict, history) => onVerdict(trial, verdict, history)}));
    }
  } catch (problem) {
    error = signal.aborted ? signal.reason : problem;
  }
  await present([{title: `Take back: ${bed.title}`, run: (note) => bed.giveBack(journal, {note, signal: AbortSignal.timeout(120_000)})}]);
  journal.close();
  return {outcomes, error};
}
