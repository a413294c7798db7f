import {waitPatiently} from '../cluster/wait-patiently.ts';
import type {Fault, DirectRequest, InjectTools} from '../fault/fault.ts';
import {NotExercisedError} from '../fault/not-exercised.ts';
import {answered} from '../history/records/answers.ts';
import {faultInjected, faultMarked, faultNotDone, faultReceipt, faultUndo} from '../history/records/faults.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import type {PlannedStep} from '../scenario/planned.ts';
import {nameOfStep} from '../scenario/scenario.ts';
import {messageOf, WaitTimeoutError} from '../system/errors.ts';
import {unlessLate} from '../system/wait.ts';
import {addedWhile, type Ending, type Settling} from './added-load.ts';
import type {Journal, PendingUndo} from './cleanup/journal.ts';
import {chosenFor, inspect, type InspectContext, notDoneText} from './inspect.ts';
import {conditionHolds, isWholeAgain, probesAsk, type Waiting} from './step-waits.ts';
import {duration} from '../text/duration.ts';

export interface StepContext extends InspectContext, Waiting, Settling {
  readonly journal: Journal;
  readonly faults: Readonly<Record<string, Fault>>;
  /** What pods of the entry may be asked directly. */
  readonly directRequests: readonly DirectRequest[];
}

/** After an injection failed, its receipt may come so much later, ms; then it is looked for no more. */
const lateMs = 3000;
/**
 * What an undo may take: the nodes of a zone boot one after the other, beside the load. It runs with a signal of its
 * own, also after Ctrl-C.
 */
const undoMs = 60_000;

/**
 * Runs one step: subject whole → `when` → probes ask → select → mark → journal → read → inject → receipt → hold → undo
 * → `until`; a step that inspects has its question in the place of mark to undo.
 * What does not come about is recorded, not thrown; only an interruption is thrown, after the undo.
 */
export async function runStep(planned: PlannedStep, context: StepContext): Promise<void> {
  const {step} = planned;
  const {append, signal} = context;
  const name = nameOfStep(step);
  append({
    kind: 'step',
    name,
    is: 'begun',
    facts: {what: step.fault ?? step.inspection ?? '', on: step.on as unknown as Json},
  });
  try {
    if (planned.hold.tooLong !== undefined) throw new NotExercisedError(planned.hold.tooLong);
    if (step.fault !== undefined) await isWholeAgain(context);
    if (step.when !== undefined) await conditionHolds(step.when, planned.whenMs, context);
    if (planned.probesMs > 0) await probesAsk(planned.probesMs, context);
    // Meanwhile something may have gone again.
    if (step.fault !== undefined) await isWholeAgain(context);
    if (step.fault !== undefined) await injectWithLoad(name, planned, step.fault, context);
    if (step.inspection !== undefined) await inspect(name, planned, step.inspection, context);
    if (step.until !== undefined) await conditionHolds(step.until, planned.untilMs, context);
    append({kind: 'step', name, is: 'ended'});
  } catch (error) {
    // A fault says so when there is nothing it could act on here: that is no failure of the harness.
    if (codeOf(error) === 'not-exercised' && step.fault !== undefined)
      append(faultNotDone(name, 'not-exercised', {fault: step.fault, why: messageOf(error)}));
    append({
      kind: 'step',
      name,
      is: 'failed',
      facts: {error: messageOf(error), timedOut: error instanceof WaitTimeoutError},
    });
    signal.throwIfAborted();
  } finally {
    context.note('');
  }
}

/** The fault, and what is added to the load until it is over for the subject's pods. */
async function injectWithLoad(name: string, planned: PlannedStep, kind: string, context: StepContext): Promise<void> {
  using added = addedWhile(context);
  await injectFault(name, planned, kind, context, added.begin);
  await added.settled();
}

async function injectFault(
  name: string,
  planned: PlannedStep,
  kind: string,
  context: StepContext,
  onEnding: (ending: Ending) => void,
): Promise<void> {
  const {step, hold, receiptMs} = planned;
  const {append, cluster, journal, clock, signal, note, milestone} = context;
  const fault = Object.hasOwn(context.faults, kind) ? context.faults[kind] : undefined;
  const {targets, excluded, why, applies} = await chosenFor(step, fault?.requires ?? [], context);
  if (fault === undefined || targets.length === 0) {
    append(faultNotDone(name, applies ? 'not-exercised' : 'not-applicable', {fault: kind, why, excluded}));
    milestone(notDoneText(name, {applies, why}));
    return;
  }
  const tools = {cluster, clock, signal};
  const mark = await fault.mark(targets, step.options ?? {}, tools);
  const {title, effect} = fault;
  append(faultMarked(name, {fault: kind, title, effect, targets: targets as unknown as Json, excluded, mark}));
  const pending = journal.add({what: 'fault', kind, mark: {cluster: cluster.name, mark}});
  const stop = new AbortController();
  try {
    const before = await fault.read(mark, tools);
    await fault.ask?.(mark, injectTools(name, signal, context));
    milestone(
      `${title}: ${targets.map((target) => (target.container === undefined ? '' : `${target.container} in `) + target.name).join(', ')}`,
    );
    append(faultInjected(name, before));
    onEnding({effect, options: step.options ?? {}, targets});
    const injection = inject(name, fault, mark, stop.signal, context);
    note(`${name}: waiting for its receipt`);
    const injectedMs = clock.nowMs();
    const after = await receipt(fault, mark, before, injection, receiptMs, context);
    milestone(
      after === undefined ? `${name}: no receipt` : `${name}: proved after ${duration(clock.nowMs() - injectedMs)}`,
    );
    append(faultReceipt(name, before, after));
    if (after !== undefined) {
      note(`${name}: held`);
      await holdFault(hold, context);
    }
    note(`${name}: being taken back`);
    stop.abort(new Error('The fault is undone'));
    await undo(fault, mark, pending, name, context);
    await injection.ended;
    const {failure} = injection;
    if (after === undefined && failure !== undefined)
      throw new Error(`The fault could not be injected: ${failure.text}`);
  } finally {
    stop.abort(new Error('The fault is undone'));
    // After an interruption or an error; a second undo finds nothing to do.
    await undo(fault, mark, pending, name, context);
  }
}

function injectTools(
  step: string,
  signal: AbortSignal,
  {cluster, clock, append, directRequests}: StepContext,
): InjectTools {
  return {cluster, clock, signal, directRequests, tell: (answer) => append(answered(step, answer))};
}

/** An injection under way; `failure` is there once it failed by itself. */
interface Injection {
  readonly ended: Promise<void>;
  readonly failure: {readonly text: string; readonly atMs: number} | undefined;
}

/** Begins the injection. It may block until the fault has done its work, so the receipt is looked for meanwhile. */
function inject(step: string, fault: Fault, mark: Json, stopped: AbortSignal, context: StepContext): Injection {
  const {clock, signal} = context;
  let failure: Injection['failure'];
  const ended = fault
    .inject(mark, injectTools(step, AbortSignal.any([signal, stopped]), context))
    .catch((error: unknown) => {
      // What is ended on purpose has not failed.
      if (!stopped.aborted) failure = {text: messageOf(error), atMs: clock.nowMs()};
    });
  return {
    ended,
    get failure() {
      return failure;
    },
  };
}

/**
 * Keeps the fault as long as the step says; a hold whose condition did not come ends at its bound, and that is
 * recorded.
 */
async function holdFault({forMs, until, thenMs}: PlannedStep['hold'], context: StepContext): Promise<void> {
  const {append, clock, signal} = context;
  if (until === undefined) return await clock.sleep(forMs + thenMs, signal);
  try {
    await conditionHolds(until, forMs, context);
    await clock.sleep(thenMs, signal);
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    append({kind: 'line', source: 'step', text: `The fault was held to its bound. ${error.message}`});
  }
}

const undone = new WeakSet<PendingUndo>();

async function undo(fault: Fault, mark: Json, pending: PendingUndo, name: string, context: StepContext): Promise<void> {
  if (undone.has(pending)) return;
  context.append(faultUndo(name, 'undoing'));
  await fault.undo(mark, {cluster: context.cluster, clock: context.clock, signal: AbortSignal.timeout(undoMs)});
  undone.add(pending);
  context.journal.done(pending);
  context.append(faultUndo(name, 'undone'));
  context.milestone(`${name}: taken back`);
}

/** The first reading that proves the fault, or undefined when none comes. */
async function receipt(
  fault: Fault,
  mark: Json,
  before: Json,
  injection: Injection,
  withinMs: number,
  {cluster, clock, signal}: StepContext,
): Promise<Json | undefined> {
  const wait = {what: 'the receipt', withinMs, everyMs: fault.readEveryMs, clock, signal};
  const waiting = waitPatiently(wait, async () => {
    const after = await fault.read(mark, {cluster, clock, signal});
    if (fault.proves(before, after)) return {done: after};
    const isTooLate = injection.failure !== undefined && clock.nowMs() - injection.failure.atMs > lateMs;
    return isTooLate ? {done: undefined} : {seen: JSON.stringify(after).slice(0, 200)};
  });
  return unlessLate(waiting);
}

function codeOf(error: unknown): unknown {
  return (error as {readonly code?: unknown} | null)?.code;
}
