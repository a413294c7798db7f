import {draw, perform, type Present, type Shown} from '../../progress/work.ts';
import {messageOf} from '../../system/errors.ts';
import type {Append} from '../../history/events.ts';
import type {Json} from '../../kubernetes/kube-object.ts';

/** A part of the run: takes what it needs and gives what it made. */
export interface Phase<Given extends readonly unknown[], Made> extends Announced {
  readonly run: (phase: RunningPhase, ...given: Given) => Promise<Made>;
  /** What the history is told of what was made. */
  readonly facts?: (made: Made) => Json;
}

/** What is known of a phase before it begins. */
export interface Announced {
  readonly name: string;
  readonly title: string;
  readonly expectedMs: number;
}

export interface PhaseContext extends Shown {
  readonly signal: AbortSignal;
}

/** What a phase may ask for while it runs; it is done however the run ends, what was asked for last first. */
export interface RunningPhase extends PhaseContext {
  /** Completes the evidence: done after the last phase and before the verdict. */
  readonly beforeVerdict: (complete: () => Promise<void>) => void;
  /** Takes back what the phase is about to make: done after the verdict, with a signal that is not the run's own. */
  readonly takeBack: (undo: (phase: PhaseContext) => Promise<void>) => void;
}

/** Runs one phase, of those that were announced. Throws the error of the phase, or the reason of an interruption. */
export type RunPhase = <Given extends readonly unknown[], Made>(
  phase: Phase<Given, Made>,
  ...given: Given
) => Promise<Made>;

export interface PhaseOptions {
  readonly append: Append;
  readonly signal: AbortSignal;
  readonly present: Present;
  /** Called after the last phase, whatever its outcome, and before anything is taken back: the verdict does not wait. */
  readonly verdict?: (error: unknown) => Promise<void>;
}

export interface PhaseRun {
  /** The first error of a phase, undefined when all ended. */
  readonly error: unknown;
  /** Errors of taking back: something may have been left behind. */
  readonly cleanup: readonly Error[];
}

/** How long all that is taken back may take together. */
const takeBackMs = 240_000;

interface Undo {
  readonly title: string;
  readonly undo: (phase: PhaseContext) => Promise<void>;
}

/**
 * Runs `body`, which runs the announced phases in their order; then gives the verdict and takes everything back in
 * reverse, after success, failure, Ctrl-C and time-out alike. Never throws: errors are values, so that the history is
 * judged whatever happened.
 */
export async function runPhases(
  announced: readonly Announced[],
  {append, signal, present, verdict}: PhaseOptions,
  body: (run: RunPhase) => Promise<void>,
): Promise<PhaseRun> {
  const undos: Undo[] = [];
  const evidence = new AsyncDisposableStack();
  let error: unknown;
  try {
    using drawn = draw(announced, present);
    await body((phase, ...given) => {
      const {name, title, expectedMs} = phase;
      return drawn.work(announced.indexOf(phase), async (shown) => {
        signal.throwIfAborted();
        append({kind: 'phase', name, is: 'begun', facts: {expectedMs}});
        try {
          const made = await phase.run(
            {
              ...shown,
              signal,
              beforeVerdict: (complete) => evidence.defer(complete),
              takeBack: (undo) => undos.unshift({title, undo}),
            },
            ...given,
          );
          append({kind: 'phase', name, is: 'ended', ...(phase.facts && {facts: phase.facts(made)})});
          return made;
        } catch (problem) {
          append({kind: 'phase', name, is: 'failed', facts: {error: messageOf(problem)}});
          throw problem;
        }
      });
    });
  } catch (problem) {
    error = signal.aborted ? signal.reason : problem;
  }
  const cleanup: Error[] = [];
  try {
    await evidence.disposeAsync();
    await verdict?.(error);
  } catch (problem) {
    cleanup.push(new Error(`The verdict could not be written: ${messageOf(problem)}`, {cause: problem}));
  }
  return {error, cleanup: [...cleanup, ...(await takeAllBack(undos, present))]};
}

/** What fails is named and keeps nothing else from being taken back. */
async function takeAllBack(undos: readonly Undo[], present: Present): Promise<readonly Error[]> {
  const failed: Error[] = [];
  const signal = AbortSignal.timeout(takeBackMs);
  await perform(
    undos.map(({title, undo}) => ({
      title: `Take back: ${title}`,
      expectedMs: 0,
      async run(shown: Shown) {
        try {
          await undo({...shown, signal});
        } catch (problem) {
          failed.push(new Error(`${title}: ${messageOf(problem)}`, {cause: problem}));
        }
      },
    })),
    present,
    'takes back',
  );
  return failed;
}
