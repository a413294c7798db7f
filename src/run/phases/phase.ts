import {messageOf} from '../../system/errors.ts';
import type {Append} from '../../history/events.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {perform, type Present, type Shown} from '../../progress/work.ts';

/** A part of the run. `setup` returns the facts for the history; `teardown` runs also when `setup` failed half-way. */
export interface Phase {
  readonly name: string;
  readonly title: string;
  readonly expectedMs: number;
  readonly setup: (phase: PhaseContext) => Promise<Json | void>;
  readonly teardown?: (phase: PhaseContext) => Promise<void>;
}

export interface PhaseContext extends Shown {
  readonly signal: AbortSignal;
}

export interface PhaseOptions {
  readonly append: Append;
  readonly signal: AbortSignal;
  readonly present: Present;
  /**
   * Called after the last setup, whatever its outcome, and before the first teardown: the verdict does not wait for the
   * clean-up.
   */
  readonly between?: (error: unknown) => Promise<void>;
}

export interface PhaseRun {
  /** The first error of a setup, undefined when all phases ended. */
  readonly error: unknown;
  /** Errors of teardowns: something may have been left behind. */
  readonly cleanup: readonly Error[];
}

/** How long all teardowns together may take; they get a fresh signal, never the run's own. */
const teardownMs = 240_000;

/**
 * Runs the phases in order, then every begun phase's teardown in reverse, after success, failure, Ctrl-C and time-out
 * alike. Never throws: errors are values, so that the history is judged whatever happened.
 */
export async function runPhases(phases: readonly Phase[], options: PhaseOptions): Promise<PhaseRun> {
  const {append, signal, present} = options;
  const begun: Phase[] = [];
  let error: unknown;
  try {
    await perform(
      phases.map((phase) => ({
        title: phase.title,
        expectedMs: phase.expectedMs,
        async run(shown) {
          signal.throwIfAborted();
          begun.unshift(phase);
          append({kind: 'phase', name: phase.name, is: 'begun', facts: {expectedMs: phase.expectedMs}});
          try {
            const facts = await phase.setup({...shown, signal});
            append({kind: 'phase', name: phase.name, is: 'ended', ...(facts === undefined ? {} : {facts})});
          } catch (problem) {
            append({kind: 'phase', name: phase.name, is: 'failed', facts: {error: messageOf(problem)}});
            throw problem;
          }
        },
      })),
      present,
    );
  } catch (problem) {
    error = signal.aborted ? signal.reason : problem;
  }
  const cleanup: Error[] = [];
  try {
    await options.between?.(error);
  } catch (problem) {
    cleanup.push(new Error(`The verdict could not be written: ${messageOf(problem)}`, {cause: problem}));
  }
  return {error, cleanup: [...cleanup, ...(await tearDown(begun, present))]};
}

async function tearDown(begun: readonly Phase[], present: Present): Promise<readonly Error[]> {
  const cleanup: Error[] = [];
  const signal = AbortSignal.timeout(teardownMs);
  await perform(
    begun.flatMap((phase) => {
      const {teardown} = phase;
      if (teardown === undefined) return [];
      return {
        title: `Take back: ${phase.title}`,
        expectedMs: 0,
        async run(shown: Shown) {
          try {
            await teardown({...shown, signal});
          } catch (problem) {
            cleanup.push(new Error(`${phase.title}: ${messageOf(problem)}`, {cause: problem}));
          }
        },
      };
    }),
    present,
    'takes back',
  );
  return cleanup;
}
