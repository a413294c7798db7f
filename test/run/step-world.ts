import {InterruptedError} from '../../src/system/errors.ts';
import type {Cluster} from '../../src/cluster/cluster.ts';
import type {Fault, Target} from '../../src/fault/fault.ts';
import type {EventBody} from '../../src/history/events.ts';
import type {PendingUndo, Journal} from '../../src/run/cleanup/journal.ts';
import type {StepContext} from '../../src/run/step.ts';
import {holdOf} from '../../src/scenario/forecast/hold.ts';
import {usualPatience} from '../../src/scenario/patience.ts';
import type {PlannedStep} from '../../src/scenario/planned.ts';
import type {Step} from '../../src/scenario/scenario.ts';
import {jumpingClock} from '../jumping-clock.ts';

/** What surrounds a step: one fault, a journal and a clock that jumps, and what was done and told so far. */
export interface World {
  readonly context: StepContext;
  readonly log: string[];
  readonly events: EventBody[];
}

/** A world in which the fault `it` is injected and proved, but for what is overridden. */
export function world(overrides: {
  readonly proves?: boolean;
  readonly targets?: readonly Target[];
  readonly applies?: boolean;
  readonly capabilities?: Readonly<Record<string, boolean>>;
  readonly controller?: AbortController;
  readonly abortOn?: string;
  readonly injectFails?: boolean;
  /** Of the load. */
  readonly ratePerSecond?: number;
  readonly orderly?: boolean;
}): World {
  const log: string[] = [];
  const events: EventBody[] = [];
  const did = (what: string): void => {
    log.push(what);
    if (what === overrides.abortOn) overrides.controller?.abort(new InterruptedError());
  };
  const fault: Fault = {
    title: 'A fault',
    effect: {takes: 'container', pace: 'at-once', returns: 'by-restart', orderly: overrides.orderly ?? false},
    injectsBy: 'cgroup',
    readsBy: 'kernel',
    requires: ['kernel-log'],
    readEveryMs: 100,
    mark: () => (did('mark'), Promise.resolve({pid: 7})),
    inject: () => (
      did('inject'),
      overrides.injectFails === true ? Promise.reject(new Error('no such process')) : Promise.resolve()
    ),
    undo: (_mark, {signal}) => (did(signal.aborted ? 'undo with a dead signal' : 'undo'), Promise.resolve()),
    read: () => (did('read'), Promise.resolve({records: 1})),
    proves: () => overrides.proves ?? true,
  };
  const journal: Journal = {
    id: 'j',
    add: (undo): PendingUndo => (did('journal'), {id: '0', ...undo}),
    done: () => did('done'),
    isPending: () => false,
    close: () => undefined,
  };
  const context: StepContext = {
    cluster: {name: 'seatrial-c1', kubeconfig: '/k'} as Cluster,
    append: (body) => events.push(body),
    journal,
    clock: jumpingClock(),
    signal: (overrides.controller ?? new AbortController()).signal,
    faults: {it: fault},
    inspections: {},
    directRequests: [],
    capabilities: overrides.capabilities ?? {'kernel-log': true},
    select: () =>
      Promise.resolve({
        targets: overrides.targets ?? [target],
        excluded: [],
        why: overrides.targets === undefined ? '' : 'nobody is ready',
        applies: overrides.applies ?? true,
      }),
    whole: {holds: () => ({holds: true, seen: ''}), withinMs: 60_000},
    noneEnds: () => ({holds: true, seen: ''}),
    load: {
      ratePerSecond: overrides.ratePerSecond ?? 120,
      replicas: 3,
      add: ({requestsPerSecond, connectionsPerSecond}) => did(`add ${requestsPerSecond} and ${connectionsPerSecond}`),
    },
    holds: () => ({holds: true, seen: ''}),
    sinceBeginMs: () => 0,
    note: () => undefined,
    milestone: () => undefined,
  };
  return {context, log, events};
}

/** The container that the fault hits. */
export const target: Target = {
  kind: 'container',
  name: 'web-1',
  namespace: 'shop',
  uid: 'u1',
  node: 'n1',
  container: 'web',
  containerId: 'c1',
};

/** A step as it would be planned without a subject: each of its waits gets 30 s, or what it states. */
export function planned(step: Step, more: Partial<PlannedStep> = {}): PlannedStep {
  const {withinMs = 30_000} = step;
  return {
    step,
    stage: 'fault',
    candidates: {targets: [], excluded: []},
    whenMs: withinMs,
    probesMs: 0,
    receiptMs: withinMs,
    untilMs: withinMs,
    hold: holdOf(step, [], usualPatience, usualPatience.scenarioMs),
    ...more,
  };
}
