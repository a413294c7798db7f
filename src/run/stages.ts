import type {AddedRates} from '../forecast/losses.ts';
import type {Clock} from '../system/clock.ts';
import type {Carried} from '../history/conditions/carried.ts';
import type {Held} from '../history/conditions/condition.ts';
import type {Append} from '../history/events.ts';
import type {PlanFacts} from '../history/facts.ts';
import type {Engine, LoadPlan, LoadSummary} from '../load/engine.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import type {PlannedStep} from '../scenario/planned.ts';
import type {Condition} from '../scenario/scenario.ts';
import {WaitTimeoutError} from '../system/errors.ts';
import {waitFor} from '../system/wait.ts';
import {duration} from '../text/duration.ts';
import type {StageLoad} from './added-load.ts';

export interface StagesContext {
  readonly engine: Engine;
  readonly load: LoadPlan;
  readonly append: Append;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
  readonly milestone: (text: string) => void;
  /** What the load did since this was asked last. */
  readonly sum: () => string;
  /** Runs one step of a stage to its end, beside the stage's load. */
  readonly run: (step: PlannedStep, load: Pick<StageLoad, 'ratePerSecond' | 'add'>) => Promise<void>;
  /** Whether a condition holds on the history so far; `leftMs` is how long it may still be waited for. */
  readonly holds: (condition: Condition, leftMs: number) => Held | Promise<Held>;
  /** Whether machine and engine carried the first stage's ramp, on the history so far. */
  readonly carried: () => Carried;
}

/** How often the progress line is renewed, ms. */
const noteEveryMs = 1000;

/**
 * Drives the load through the planned stages and runs each stage's steps inside it; the load always ends with it. When
 * the machine did not carry the ramp of the first stage, that stage has failed and is the last: the judge finds out why
 * from the same events.
 */
export async function runStages(
  stages: PlanFacts['stages'],
  steps: readonly PlannedStep[],
  context: StagesContext,
): Promise<LoadSummary> {
  const {append, clock, signal} = context;
  const [first, ...rest] = stages;
  if (first === undefined) throw new Error('A plan without stages');
  const load = await context.engine.start(context.load, asLoad(first));
  let current = first.name;
  try {
    for (const [index, stage] of [first, ...rest].entries()) {
      current = stage.name;
      if (index > 0) load.stage(asLoad(stage));
      append({
        kind: 'stage',
        name: stage.name,
        is: 'begun',
        facts: {peaks: stage.peaks, ratePerSecond: stage.ratePerSecond},
      });
      context.note(textOf(stage));
      const begun = clock.nowMs();
      const own = {ratePerSecond: stage.ratePerSecond, add: (rates: AddedRates) => load.add(rates)};
      for (const step of steps.filter((one) => one.stage === stage.name)) await context.run(step, own);
      await passTime(begun + stage.atLeastMs, stage, context);
      if (stage.until !== undefined) await goOn(stage.until, stage, context);
      const carried =
        index === 0 && stage.rampMs !== undefined && stage.ratePerSecond > 0 ? context.carried() : undefined;
      if (carried?.holds === false) {
        append({kind: 'stage', name: stage.name, is: 'failed', facts: carried as unknown as Json});
        context.note(`this machine does not carry ${stage.ratePerSecond} requests per second: ${carried.seen}`);
        break;
      }
      append({kind: 'stage', name: stage.name, is: 'ended'});
      context.milestone(
        stage.ratePerSecond === 0 ? `${stage.name}: over` : `${stage.name} ${stage.peaks}×: ${context.sum()}`,
      );
    }
    return await load.stop();
  } catch (error) {
    append({kind: 'stage', name: current, is: 'failed'});
    signal.throwIfAborted();
    throw error;
  } finally {
    await load[Symbol.asyncDispose]();
  }
}

/** A stage that goes on until its condition holds ends at its bound all the same, and that is recorded. */
async function goOn(
  {is, withinMs}: NonNullable<PlanFacts['stages'][number]['until']>,
  stage: PlanFacts['stages'][number],
  {clock, signal, holds, note, append}: StagesContext,
): Promise<void> {
  const wait = {what: `the condition ${is}`, withinMs, everyMs: noteEveryMs, clock, signal};
  const untilMs = clock.nowMs() + withinMs;
  try {
    await waitFor(wait, async () => {
      const held = await holds({is}, untilMs - clock.nowMs());
      note(`${textOf(stage)}, until ${is}: ${held.seen}`);
      return held.holds ? {done: true} : {seen: held.seen};
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    append({kind: 'line', source: 'stage', text: `${stage.name} ended at its bound. ${error.message}`});
  }
}

async function passTime(untilMs: number, stage: PlanFacts['stages'][number], context: StagesContext): Promise<void> {
  for (let left = untilMs - context.clock.nowMs(); left > 0; left = untilMs - context.clock.nowMs()) {
    context.note(`${textOf(stage)}, ${duration(Math.ceil(left / 1000) * 1000)} left`);
    await context.clock.sleep(Math.min(left, noteEveryMs), context.signal);
  }
}

function textOf({name, peaks, ratePerSecond}: PlanFacts['stages'][number]): string {
  return ratePerSecond === 0 ? `${name}: no load` : `${name} ${peaks}×: ${ratePerSecond} requests per second`;
}

function asLoad(stage: PlanFacts['stages'][number]): {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly boundMs: number;
  readonly rampMs?: number;
} {
  return {
    name: stage.name,
    ratePerSecond: stage.ratePerSecond,
    boundMs: stage.boundMs,
    ...(stage.rampMs === undefined ? {} : {rampMs: stage.rampMs}),
  };
}
