import type {Cluster} from '../cluster/cluster.ts';
import {waitPatiently} from '../cluster/wait-patiently.ts';
import type {Append} from '../history/events.ts';
import {
  inspectionAnswered,
  inspectionAsked,
  inspectionNotDone,
  inspectionReceipt,
} from '../history/records/inspections.ts';
import type {Inspection} from '../inspection/inspection.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import type {PlannedStep} from '../scenario/planned.ts';
import type {Step} from '../scenario/scenario.ts';
import type {Choice} from '../scenario/targets.ts';
import type {Clock} from '../system/clock.ts';
import {unlessLate} from '../system/wait.ts';

/** What an inspection of a step needs. */
export interface InspectContext {
  readonly cluster: Cluster;
  readonly append: Append;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly inspections: Readonly<Record<string, Inspection>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** Chooses the targets by identity, once, inside the plan's radius. */
  readonly select: (step: Step) => Promise<Choice>;
  /** What the step does right now; empty when it does nothing. */
  readonly note: (text: string) => void;
  /** What is told for good. */
  readonly milestone: (text: string) => void;
}

/**
 * Asks the question of a step: select → read → ask → receipt. Each of them is in the history before the next begins.
 * Nothing is undone, because nothing was changed.
 */
export async function inspect(
  name: string,
  {step, receiptMs}: Pick<PlannedStep, 'step' | 'receiptMs'>,
  what: string,
  context: InspectContext,
): Promise<void> {
  const {append, cluster, clock, signal, note, milestone} = context;
  const inspection = Object.hasOwn(context.inspections, what) ? context.inspections[what] : undefined;
  const {targets, excluded, why, applies} = await chosenFor(step, inspection?.requires ?? [], context);
  if (inspection === undefined || targets.length === 0) {
    append(inspectionNotDone(name, applies ? 'not-exercised' : 'not-applicable', {inspection: what, why, excluded}));
    milestone(notDoneText(name, {applies, why}));
    return;
  }
  const {title} = inspection;
  const options = step.options ?? {};
  const tools = {cluster, clock, signal};
  append(inspectionAsked(name, {inspection: what, title, targets: targets as unknown as Json, excluded, options}));
  const before = await inspection.read(targets, tools);
  note(`${name}: waiting for its answer`);
  const answer = await inspection.ask(targets, options, tools);
  append(inspectionAnswered(name, answer));
  note(`${name}: waiting for its receipt`);
  const wait = {what: 'the receipt', withinMs: receiptMs, everyMs: inspection.readEveryMs, clock, signal};
  const waiting = waitPatiently(wait, async () => {
    const after = await inspection.read(targets, tools);
    return inspection.proves(before, after, answer) ? {done: after} : {seen: JSON.stringify(after).slice(0, 200)};
  });
  const after = await unlessLate(waiting);
  append(inspectionReceipt(name, before, after));
  milestone(after === undefined ? `${name}: no receipt` : `${name}: answered and proved`);
}

/** `soft: does not apply: the profile declares no soft dependency`. */
export function notDoneText(step: string, {applies, why}: Pick<Choice, 'applies' | 'why'>): string {
  return `${step}: ${applies ? 'not exercised' : 'does not apply'}: ${why}`;
}

/** Whom a step acts on or asks about; nobody where a capability is missing. */
export async function chosenFor(
  step: Step,
  requires: readonly string[],
  {capabilities, select}: Pick<InspectContext, 'capabilities' | 'select'>,
): Promise<Choice> {
  const missing = requires.filter((capability) => capabilities[capability] !== true);
  return missing.length === 0
    ? await select(step)
    : {targets: [], excluded: [], why: `this machine lacks ${missing.join(', ')}`, applies: true};
}
