import type {Json} from '../../kubernetes/kube-object.ts';
import {type EventBody, type HistoryEvent, isNotDone, type NotDone} from '../events.ts';
import {fieldsOf, textIn, type Fields} from './answers.ts';
import type {FaultEffect} from './fault-effect.ts';

/** Whom a fault acts on, as its mark recorded it: a pod, one of its containers, or a node. */
export interface Victim {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly container?: string;
  readonly containerId?: string;
}

/** What a fault will change, on disk before it does. */
export interface Mark {
  readonly fault: string;
  readonly title: string;
  readonly effect: FaultEffect;
  readonly targets: Json;
  /** Who could have been chosen and was not. */
  readonly excluded: Json;
  /** Enough for another process to undo it. */
  readonly mark: Json;
}

/** What is told of the fault of one step. Times in ms since the trial began; undefined: it did not come to that. */
export interface FaultTold {
  /** Its name, for people. */
  readonly fault: string | undefined;
  readonly effect: FaultEffect | undefined;
  readonly victims: readonly Victim[];
  readonly is: 'proved' | 'unproved' | NotDone | 'missing';
  /** Its first event, the last moment before the injection. */
  readonly begunMs: number | undefined;
  readonly injectedMs: number | undefined;
  readonly provedMs: number | undefined;
  /** When taking it back began, and ended. */
  readonly undoingMs: number | undefined;
  readonly undoneMs: number | undefined;
  /** What its receipt read. */
  readonly receipt: Fields;
  /** Why it was not done; empty otherwise. */
  readonly why: string;
  /** Numbers of its events. */
  readonly evidence: readonly number[];
}

/** The event of a fault that is about to be injected. */
export function faultMarked(step: string, {fault, title, effect, targets, excluded, mark}: Mark): EventBody {
  return {kind: 'fault', step, is: 'marked', facts: {fault, title, effect: effect as Json, targets, excluded, mark}};
}

/** The event of its injection, with the reading before it. */
export function faultInjected(step: string, before: Json): EventBody {
  return {kind: 'fault', step, is: 'injected', facts: {before}};
}

/** The event of its receipt; `after` is undefined when none came. */
export function faultReceipt(step: string, before: Json, after: Json | undefined): EventBody {
  return {
    kind: 'fault',
    step,
    is: after === undefined ? 'unproved' : 'proved',
    facts: {before, after: after ?? null},
  };
}

/** The event of its being taken back: it begins, it has ended. */
export function faultUndo(step: string, is: 'undoing' | 'undone'): EventBody {
  return {kind: 'fault', step, is, facts: {}};
}

/** The event of a fault that could not act on anything here, or that has nothing to ask of this subject. */
export function faultNotDone(
  step: string,
  is: NotDone,
  facts: {readonly fault: string; readonly why: string; readonly excluded?: Json},
): EventBody {
  return {kind: 'fault', step, is, facts: facts as Json};
}

type FaultEvent = Extract<HistoryEvent, {readonly kind: 'fault'}>;

/** What is told of the fault of each step, by the step's name. */
export function faultsTold(events: readonly HistoryEvent[]): ReadonlyMap<string, FaultTold> {
  const faults = events.filter((event): event is FaultEvent => event.kind === 'fault');
  return new Map([...Map.groupBy(faults, ({step}) => step)].map(([step, of]) => [step, toldOf(of)]));
}

/** How far a fault came: what is told of it that stands first here. */
const order = ['proved', 'not-applicable', 'not-exercised', 'unproved'] as const;

function toldOf(events: readonly FaultEvent[]): FaultTold {
  const last = (is: FaultEvent['is']): FaultEvent | undefined => events.findLast((event) => event.is === is);
  const factsAt = (is: FaultEvent['is']): Fields => fieldsOf(last(is)?.facts);
  const marked = factsAt('marked');
  const proved = factsAt('proved');
  return {
    fault: textIn(marked, 'fault') || undefined,
    effect: marked['effect'] as FaultEffect | undefined,
    victims: victimsIn(marked),
    is: order.find((is) => last(is) !== undefined) ?? 'missing',
    begunMs: events[0]?.tMs,
    injectedMs: last('injected')?.tMs,
    provedMs: last('proved')?.tMs,
    undoingMs: (events.find(({is}) => is === 'undoing') ?? last('undone'))?.tMs,
    undoneMs: last('undone')?.tMs,
    receipt: fieldsOf(proved['after'] ?? proved),
    why: textIn(fieldsOf(events.findLast(({is}) => isNotDone(is))?.facts), 'why'),
    evidence: events.map(({seq}) => seq),
  };
}

/** What the last fault acts on, and when it was marked; nothing before the first fault. */
export function lastFault(events: readonly HistoryEvent[]): {
  readonly victims: readonly Victim[];
  readonly markedMs: number;
} {
  const marked = events.findLast((event) => event.kind === 'fault' && event.is === 'marked');
  if (marked?.kind !== 'fault') return {victims: [], markedMs: 0};
  return {victims: victimsIn(fieldsOf(marked.facts)), markedMs: marked.tMs};
}

function victimsIn(marked: Fields): readonly Victim[] {
  const targets = marked['targets'];
  return Array.isArray(targets) ? (targets as unknown as readonly Victim[]) : [];
}
