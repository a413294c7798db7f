import type {EventBody} from '../../../src/history/events.ts';
import type {Outcome} from '../../../src/history/tables.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {budgetOver, containerOf, newId, podOf, pods, redis, victim, workloadOf} from './survival.ts';
import {around, one, podTarget, three, two} from './scenes.ts';
import {killingOf} from './endings.ts';
import {faultOf, sliceOf} from './objects.ts';
import type {Changes} from './memory.ts';

type Timed = readonly [number, EventBody];
type Probes = Readonly<Record<string, Json | undefined>>;

/** Restarts after 10 to 15 s with the pods' grace of 5 s; the readiness of the workloads is lost after 3 to 4 s. */
export const liveness = {httpGet: {path: '/livez', port: 8080}, periodSeconds: 2};

/** A trial whose gateways have other probes, as admitted and as deployed; undefined takes one away. */
export function probed(changes: Changes, probes: Probes = {livenessProbe: liveness}): Changes {
  const container = {...(containerOf(victim) as object), ports: [{containerPort: 8080}], ...probes};
  return {
    ...changes,
    deploy: {
      objects: [workloadOf('gateway', {}, {containers: [container]}), workloadOf('redis'), budgetOver('gateway')],
      ...changes.deploy,
    },
    rewrite: (body) => {
      if (body.kind !== 'object' || body.object.kind !== 'Pod' || !body.object.metadata.name.startsWith('gateway'))
        return body;
      return {
        ...body,
        object: {...body.object, spec: {...body.object.spec, containers: [container as unknown as Json]}},
      };
    },
  };
}

/** One gateway hangs from 65 s on: out of the services, restarted, resumed; null: that never happens. */
export function pause({
  goneMs = 69_500,
  restartMs = 77_500,
  undoneMs = 78_000,
  options = {},
  running = [],
}: {
  readonly goneMs?: number | null;
  readonly restartMs?: number | null;
  readonly undoneMs?: number;
  readonly options?: Json;
  readonly running?: readonly string[];
} = {}): Changes {
  const left = goneMs ?? restartMs;
  const events: readonly Timed[] = [
    [65_000, faultOf('pause', 'marked', {fault: 'container-pause', targets: [podTarget(one)]})],
    [65_100, faultOf('pause', 'injected', {before: {}})],
    [65_800, faultOf('pause', 'proved', {before: {}, after: {running}})],
    ...(left === null ? [] : [[left, sliceOf(pods, [one])] as const]),
    ...(restartMs === null ? [] : [[restartMs, podOf(one, {restarts: 1, ready: false, reason: 'Error'})] as const]),
    [undoneMs - 100, faultOf('pause', 'undoing')],
    [undoneMs, faultOf('pause', 'undone')],
    ...(restartMs === null ? [] : [[undoneMs + 2000, podOf(one, {restarts: 1, reason: 'Error'})] as const]),
    [undoneMs + 2100, sliceOf(pods)],
  ];
  const outcome = (tMs: number, index: number): Outcome =>
    tMs > 65_100 && tMs < (left ?? undoneMs) && index % 3 === 0 ? 'timed-out' : 'ok';
  return {outcome, scene: {steps: [{name: 'pause', what: 'container-pause', options}], events}};
}

/** One gateway boots slowly after it was killed at 65.3 s, held from 66.5 to 80 s; the services forget it at `goneMs`. */
export function slowBoot({
  killedMs,
  servedMs,
  goneMs = 65_400,
  startedMs = 66_300,
  also = [],
}: {
  readonly killedMs?: number;
  readonly servedMs?: number;
  readonly goneMs?: number;
  readonly startedMs?: number;
  readonly also?: readonly Timed[];
} = {}): Changes {
  const successor = {...one, id: newId};
  const events: readonly Timed[] = [
    ...around('slow-boot', 'slow-boot', [podTarget(one)], [65_000, 66_500, 80_000]),
    [65_300, podOf(one, {ended: true, ready: false, reason: 'Error'})],
    [goneMs, sliceOf(pods, [one])],
    [startedMs, podOf(one, {restarts: 1, ready: false, reason: 'Error'})],
    ...(killedMs === undefined
      ? []
      : [[killedMs, podOf(successor, {restarts: 1, ready: false, ended: true, reason: 'Error'})] as const]),
    ...(servedMs === undefined ? [] : [[servedMs, sliceOf(pods)] as const]),
    ...also,
    [82_000, podOf(one, {restarts: killedMs === undefined ? 1 : 2, reason: 'Error'})],
    [82_100, sliceOf(pods)],
  ];
  return {scene: {steps: [{name: 'slow-boot', what: 'slow-boot'}], events}};
}

/** Long enough for what liveness and readiness of the usual gateways may do, and 10 s for them to notice. */
export const longLoss = [61_000, 89_000] as const;

/** Redis hears nobody, from 65 to 76 s unless it is said; `need` says what it is to the shop. */
export function loss(
  need: 'soft' | 'hard',
  also: readonly Timed[] = [],
  outcome?: Changes['outcome'],
  [fromMs, untilMs]: readonly [number, number] = [65_000, 76_000],
): Changes {
  return {
    subject: {dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster', need}]},
    scene: {
      steps: [{name: need, what: 'pod-partition', on: {dependency: need}}],
      events: [...around(need, 'pod-partition', [podTarget(redis)], [fromMs, fromMs + 800, untilMs]), ...also],
    },
    ...(outcome === undefined ? {} : {outcome}),
  };
}

/**
 * One gateway hears nobody it depends on from 65 to 84.5 s, and answers `status` when it is asked directly; undefined: it
 * never leaves the services.
 */
export function lonely({
  goneMs,
  status = 503,
  every = 1,
}: {readonly goneMs?: number; readonly status?: number; readonly every?: number} = {}): Changes {
  const answers = Array.from({length: 14}, (_, index): Timed => {
    const code = index % every === 0 ? status : 200;
    const of = {kind: 'Pod', name: one.name, namespace: 'shop', uid: one.uid};
    const answer = {question: 'home', status: code, good: code === 200, tookMs: 5};
    return [65_200 + index * 1000, {kind: 'answer', step: 'lonely', answer: {question: 'direct', of, answer}}];
  });
  const events: readonly Timed[] = [
    ...around('lonely', 'pod-partition', [podTarget(one)], [65_000, 65_800, 84_500]),
    ...answers,
    ...(goneMs === undefined ? [] : [[goneMs, sliceOf(pods, [one])] as const]),
    [86_500, sliceOf(pods)],
  ];
  const outcome = (tMs: number, index: number): Outcome =>
    tMs > 65_100 && tMs < (goneMs ?? 84_500) && index % 3 === 0 && status !== 200 ? 'status' : 'ok';
  return {outcome, scene: {steps: [{name: 'lonely', what: 'pod-partition', options: {from: 'peers'}}], events}};
}

/** All gateways are restarted together by liveness, as their kubelets tell a second before. */
export function restarts(tMs: number): readonly Timed[] {
  return [one, two, three].flatMap((pod, index): readonly Timed[] => [
    [tMs - 1000 + index * 100, killingOf(pod)],
    [tMs + index * 100, podOf(pod, {restarts: 1, ready: false, reason: 'Error'})],
  ]);
}

/** All gateways say that they are not ready, and their containers run on. */
export function allUnready(tMs: number): readonly Timed[] {
  return [one, two, three].map((pod, index) => [tMs + index, podOf(pod, {ready: false})] as const);
}
