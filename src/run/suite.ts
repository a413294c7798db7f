import type {ClusterEffects} from '../cluster/cluster.ts';
import {HistoryError} from '../history/errors.ts';
import type {History} from '../history/history.ts';
import type {Trial} from '../judge/trial.ts';
import {perform, type Shown} from '../progress/work.ts';
import {commandLine} from '../system/command-line.ts';
import {HarnessError, messageOf} from '../system/errors.ts';
import {openJournal} from './cleanup/journal.ts';
import {type ClusterSource, sharedCluster} from './cluster-source.ts';
import type {TrialEffects, TrialRequest} from './context.ts';
import {startNoise} from './noise.ts';
import {expectedMsOfTrial, runTrial, type TrialOutcome} from './trial.ts';

/** A trial of a suite, which gets the suite's cluster. */
export type SuiteTrial = Omit<TrialRequest, 'source'>;

export interface SuiteRequest {
  readonly id: string;
  readonly source: ClusterSource;
  /** In their order. */
  readonly trials: readonly SuiteTrial[];
  /** A CPU hog beside every trial. */
  readonly noise: boolean;
  /** A trial that was not decided is tried once more; both are kept. A fail is never tried again. */
  readonly repeatInconclusive: boolean;
}

/** Where a suite stands when a trial of it begins. */
export interface SuiteStanding {
  readonly request: SuiteTrial;
  /** Its place among `of` trials, from 1; one that is tried again keeps it. */
  readonly number: number;
  readonly of: number;
  readonly again: boolean;
  readonly outcomes: readonly SuiteTrialOutcome[];
  /** What this trial and those after it should take, ms. */
  readonly leftMs: number;
}

export interface SuiteEffects extends Omit<TrialEffects, 'onVerdict'> {
  readonly effects: ClusterEffects;
  readonly onBegin: (standing: SuiteStanding) => void;
  readonly onVerdict: (request: SuiteTrial, trial: Trial, history: History) => Promise<void>;
  /**
   * What a trial is when its turn comes: the same by default; another, made of what those before it showed; or none.
   * Its id stays.
   */
  readonly inTurn?: (request: SuiteTrial) => SuiteTrial | undefined;
}

/** One trial that was run, and its wall time with the clean-up, ms. */
export interface SuiteTrialOutcome extends TrialOutcome {
  readonly request: SuiteTrial;
  readonly lastedMs: number;
}

export interface SuiteOutcome {
  /** In the order of the trials, repeated ones after their first; shorter when the suite ended early. */
  readonly outcomes: readonly SuiteTrialOutcome[];
  readonly error: unknown;
  /** Time outside the trials, ms. */
  readonly besides: readonly {readonly title: string; readonly ms: number}[];
}

const giveBackMs = 120_000;

/** Runs several trials on one cluster, one after the other, and gives the cluster back. `run` stands for `runTrial`. */
export async function runSuite(
  {id, source, trials, noise, repeatInconclusive}: SuiteRequest,
  given: SuiteEffects,
  run = runTrial,
): Promise<SuiteOutcome> {
  const {effects, present, signal, state, onBegin, onVerdict, clock, inTurn = (planned) => planned} = given;
  const journal = openJournal(state, id, source.cluster);
  const outcomes: SuiteTrialOutcome[] = [];
  const besides: {readonly title: string; readonly ms: number}[] = [];
  let shared: ClusterSource | undefined;
  let error: unknown;

  const timed = async (title: string, expectedMs: number, run: (shown: Shown) => Promise<void>): Promise<void> => {
    const begunMs = clock.nowMs();
    await perform([{title, expectedMs, run}], present).finally(() =>
      besides.push({title, ms: clock.nowMs() - begunMs}),
    );
  };
  const one = async (request: SuiteTrial): Promise<SuiteTrialOutcome> => {
    signal.throwIfAborted();
    await using _noise = noise ? startNoise(effects.openStream) : undefined;
    const begunMs = clock.nowMs();
    const outcome = await run(
      {...request, source: shared ?? source},
      {...given, onVerdict: (verdict, history) => onVerdict(request, verdict, history)},
    );
    const ended = {...outcome, request, lastedMs: clock.nowMs() - begunMs};
    outcomes.push(ended);
    signal.throwIfAborted();
    if (outcome.cleanup.length > 0) throw blocked(request, outcome.cleanup);
    // The next one would find the same full disk.
    if (outcome.error instanceof HistoryError) throw outcome.error;
    return ended;
  };

  try {
    await timed(source.title, source.expectedMs, async (shown) => {
      const cluster = await source.take(journal, {...shown, signal});
      shared = sharedCluster(cluster);
    });
    for (const [index, planned] of trials.entries()) {
      const request = inTurn(planned);
      if (request === undefined) continue;
      const begin = (now: SuiteTrial): void => {
        const leftMs = trials.slice(index).reduce((sum, one) => sum + expectedMsOfTrial(one), 0);
        onBegin({
          request: now,
          number: index + 1,
          of: trials.length,
          again: now !== request,
          outcomes: [...outcomes],
          leftMs,
        });
      };
      begin(request);
      const {trial} = await one(request);
      if (!repeatInconclusive || trial === undefined || !isWorthAnother(trial)) continue;
      const next = again(request);
      begin(next);
      await one(next);
    }
  } catch (problem) {
    error = signal.aborted ? signal.reason : problem;
  }
  const title = `Take back: ${source.title}`;
  try {
    await timed(title, 0, (shown) => source.giveBack(journal, {...shown, signal: AbortSignal.timeout(giveBackMs)}));
  } catch (problem) {
    error ??= problem;
  }
  journal.close();
  return {outcomes, error, besides};
}

/** The same trial once more, with a name of its own. */
function again(request: SuiteTrial): SuiteTrial {
  return {...request, id: `${request.id}-again`, folder: `${request.folder}-again`};
}

/** What could not be exercised here will not be at the second time either. */
function isWorthAnother({verdict, status, because = []}: Trial): boolean {
  return verdict === 'inconclusive' && status === 'completed' && because.some((reason) => reason !== 'not-exercised');
}

function blocked({id}: SuiteTrial, problems: readonly Error[]): HarnessError {
  return new HarnessError(
    'suite-blocked',
    `No trial was begun after ${id}, because what it left was not taken back: ${problems.map(messageOf).join('; ')}`,
    {
      hint: `${commandLine('clean --list')} shows what is left`,
    },
  );
}
