import {factsOf, type PlanFacts} from '../../../history/facts.ts';
import type {Placed} from '../../../history/events.ts';
import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import type {FaultEffect} from '../../../history/records/fault-effect.ts';
import {faultsTold, type FaultTold, type Victim} from '../../../history/records/faults.ts';
import {stubCallsBy} from '../../../history/records/stub-calls.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import type {Json, ObjectRef} from '../../../kubernetes/kube-object.ts';
import type {OomKill} from '../../../history/records/oom-kills.ts';

/** What the receipt of a memory fault read. Bytes. */
interface MemoryReading {
  readonly unlimited?: boolean;
  readonly requestBytes?: number;
  readonly reachedBytes?: number | null;
}

/** One planned or begun step with a fault, and how far it came. */
export interface FaultRecord {
  readonly step: string;
  /** The fault's name, for people. */
  readonly what: string;
  /** What it does; undefined when neither the plan nor its mark tells it. */
  readonly effect: FaultEffect | undefined;
  /** Whom the scenario says it is on, such as `{dependency: soft}`. */
  readonly on: Json;
  readonly stage: string;
  readonly victims: readonly Victim[];
  readonly planned: readonly ObjectRef[];
  /** From the mark, the last moment before the injection, until undone; undefined when nothing was injected. */
  readonly windowMs: Window | undefined;
  /** The last moment before the injection, and when it was taken back; undefined when it was not. */
  readonly injectedMs: number | undefined;
  /** When its receipt came. */
  readonly provedMs: number | undefined;
  /** When taking it back began. */
  readonly undoingMs: number | undefined;
  readonly undoneMs: number | undefined;
  readonly is: FaultTold['is'];
  readonly reading: MemoryReading;
  readonly options: Json;
  readonly why: string;
  readonly evidence: readonly number[];
}

/** Whether pods end in good order, with their grace: then no request may fail for it. */
export function isOrderly({effect, options}: Pick<FaultRecord, 'effect' | 'options'>): boolean {
  const {graceSeconds} = (options ?? {}) as {readonly graceSeconds?: number};
  return effect?.orderly === true && graceSeconds !== 0;
}

/**
 * True when the harness itself caused this kill: the victim's own cgroup, while the fault lasted (kernel lines may
 * arrive late by 2 s).
 */
export function isOwnKill(kill: OomKill & Placed, faults: readonly FaultRecord[]): boolean {
  return faults.some(({windowMs, victims}) => {
    if (windowMs === undefined || kill.tMs < windowMs[0] || kill.tMs > windowMs[1] + 2000) return false;
    return victims.some(({uid, containerId}) => {
      const isSameContainer =
        containerId === undefined || kill.containerId === undefined || containerId.endsWith(kill.containerId);
      return uid === kill.podUid && isSameContainer;
    });
  });
}

/** All faults of the plan, in its order. */
export const faultsOf: (history: Events) => readonly FaultRecord[] = once((history) => {
  const steps = (factsOf(history).plan?.steps ?? []).filter(({kind}) => kind !== 'inspection');
  const told = faultsTold(history.events);
  return steps.map((step) => recordOf(history, step, told.get(step.name)));
});

function recordOf(history: Events, step: PlanFacts['steps'][number], told: FaultTold | undefined): FaultRecord {
  const {injectedMs, undoneMs} = told ?? {};
  const uncalled = injectedMs === undefined ? undefined : uncalledAmong(history, told?.victims ?? [], injectedMs);
  return {
    step: step.name,
    what: told?.fault ?? step.what,
    effect: told?.effect ?? step.effect,
    on: step.on ?? {},
    stage: step.stage,
    victims: told?.victims ?? [],
    planned: step.victims,
    windowMs: injectedMs === undefined ? undefined : [told?.begunMs ?? injectedMs, undoneMs ?? endOf(history)],
    injectedMs,
    provedMs: told?.provedMs,
    undoingMs: told?.undoingMs,
    undoneMs,
    is: uncalled === undefined ? (told?.is ?? 'missing') : 'not-exercised',
    reading: told?.receipt ?? {},
    options: step.options ?? {},
    why: uncalled ?? told?.why ?? '',
    evidence: told?.evidence ?? [],
  };
}

/** A dependency that nobody had called when it was taken away takes nothing: why its loss was not exercised. */
function uncalledAmong(history: Events, victims: readonly Victim[], injectedMs: number): string | undefined {
  const stubs = (factsOf(history).deploy?.stubs ?? []).filter(({pod}) => victims.some(({uid}) => uid === pod.uid));
  const called = stubs.map(({dependency}) => ({
    dependency,
    calls: stubCallsBy(history, dependency, injectedMs)?.calls,
  }));
  // Others that are taken away with it are felt.
  if (stubs.length < victims.length || called.some(({calls = 0}) => calls > 0)) return undefined;
  const [first] = called;
  if (first === undefined) return undefined;
  const names = called.map(({dependency}) => dependency).join(', ');
  return first.calls === undefined
    ? `whether anybody calls ${names} is not known`
    : `nobody had called ${names} before it was taken away`;
}
