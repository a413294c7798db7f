import type {EventBody} from '../../../src/history/events.ts';
import type {Outcome} from '../../../src/history/tables.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {newId, podOf, pods, type Pod} from './survival.ts';
import {evictionOf, faultOf, nodeOf, sentinelOf, sliceOf} from './objects.ts';
import type {Changes} from './memory.ts';

type Timed = readonly [number, EventBody];

export const [one, two, three] = pods as [Pod, Pod, Pod];

/** A gateway that did not exist when the trial began. */
export function newcomer(digit: string, node: string): Pod {
  return {
    ...one,
    name: `gateway-abc-${digit}`,
    uid: `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`,
    id: newId,
    node,
  };
}

const four = newcomer('4', 'n1');
const five = newcomer('5', 'n3');
const six = newcomer('6', 'n4');

export const podTarget = ({name, uid, node, container, id}: Pod): Json => ({
  kind: 'pod',
  name,
  namespace: 'shop',
  uid,
  node,
  container,
  containerId: id,
});
export const nodeTarget = (node: string): Json => ({kind: 'node', name: node, uid: node, node});

/** Marked, injected 100 ms later, proved and taken back. */
export function around(
  step: string,
  what: string,
  targets: readonly Json[],
  [marked, proved, undone]: readonly [number, number, number],
): readonly Timed[] {
  return [
    [marked, faultOf(step, 'marked', {fault: what, targets})],
    [marked + 100, faultOf(step, 'injected', {before: {}})],
    [proved, faultOf(step, 'proved', {before: {}, after: {}})],
    [undone, faultOf(step, 'undone')],
  ];
}

/**
 * One pod ends in good order while another one takes its place: out of the service at once, replaced after `readyMs`,
 * gone after 5 s.
 */
export function succession(
  old: Pod,
  young: Pod,
  others: readonly Pod[],
  atMs: number,
  readyMs = 1900,
): readonly Timed[] {
  return [
    [atMs, podOf(old, {ending: true})],
    [atMs + 50, sliceOf(others)],
    [atMs + 100, podOf(young, {ready: false})],
    [atMs + readyMs, podOf(young)],
    [atMs + readyMs + 50, sliceOf([...others, young])],
    [atMs + 5000, podOf(old, {ending: true, ready: false, ended: true, reason: 'Completed'})],
    [atMs + 5100, podOf(old, {ending: true, ready: false, gone: true})],
  ];
}

/** A gateway deleted with its grace, and replaced. */
export function podDelete(options: Json = {}, readyMs = 1900): Changes {
  const events = [
    ...around('delete', 'pod-delete', [podTarget(one)], [65_000, 70_300, 70_400]),
    ...succession(one, four, [two, three], 65_200, readyMs),
  ];
  return {scene: {steps: [{name: 'delete', what: 'pod-delete', options}], events}};
}

/** A gateway's container killed by SIGKILL, and ready again. */
export function containerKill(backMs = 67_000): Changes {
  const events: readonly Timed[] = [
    ...around('kill', 'container-kill', [podTarget(one)], [65_000, 65_800, 65_900]),
    [65_500, podOf(one, {ended: true, ready: false, reason: 'Error'})],
    [65_600, sliceOf(pods, [one])],
    [backMs, podOf(one, {restarts: 1, reason: 'Error'})],
    [backMs + 100, sliceOf(pods)],
  ];
  return {scene: {steps: [{name: 'kill', what: 'container-kill'}], events}};
}

/** Control planes that notice after 2 to 14 s. */
export const quick = {nodeMonitorGraceMs: 12_000, nodeMonitorPeriodMs: 2000};

export interface PowerOff {
  readonly nodes?: readonly string[];
  readonly lost?: readonly Pod[];
  readonly notReadyMs?: number;
  readonly undoneMs?: number;
  /** When the sentinels answer again. */
  readonly sentinelMs?: number;
  readonly backMs?: number;
}

/** A worker loses its power with one gateway, and comes back. */
export function powerOff({
  nodes = ['n3'],
  lost = [two],
  notReadyMs = 72_000,
  undoneMs = 78_000,
  sentinelMs = 80_000,
  backMs = 81_000,
}: PowerOff = {}): Changes {
  const ofNodes = (tMs: number, body: (node: string) => EventBody): readonly Timed[] =>
    nodes.map((node) => [tMs, body(node)]);
  const seconds = Array.from({length: 75}, (_, index) => 60_200 + index * 1000);
  const events: readonly Timed[] = [
    ...around('power-off', 'node-power-off', nodes.map(nodeTarget), [62_000, 62_500, undoneMs]),
    ...ofNodes(notReadyMs, (node) => nodeOf(node, {ready: false})),
    ...lost.map((pod): Timed => [notReadyMs + 100, podOf(pod, {ready: false})]),
    [notReadyMs + 200, sliceOf(pods, lost)],
    ...ofNodes(undoneMs + 500, (node) => nodeOf(node)),
    ...lost.map((pod): Timed => [backMs, podOf(pod, {restarts: 1, reason: 'Unknown'})]),
    [backMs + 300, sliceOf(pods)],
    ...seconds.flatMap((tMs) => ofNodes(tMs, (node) => sentinelOf(node, tMs > 62_100 && tMs < sentinelMs ? 10 : 0))),
  ];
  const outcome = (tMs: number, index: number): Outcome =>
    tMs > 62_100 && tMs < notReadyMs + 200 && index % 3 === 0 ? 'timed-out' : 'ok';
  return {
    timings: quick,
    outcome,
    scene: {steps: [{name: 'power-off', what: 'node-power-off'}], events: events.filter(([tMs]) => tMs <= 140_000)},
  };
}

const budgetCause = 'The disruption budget gateway needs 2 healthy pods and has 2 currently';
const refused = "Cannot evict pod as it would violate the pod's disruption budget.";

/** Node n1 drained: its gateway is evicted, at first or after some refusals, and replaced. */
export function drain(refusals = 0, atMs = 65_200): Changes {
  const evictedMs = atMs + refusals * 5000;
  const events: readonly Timed[] = [
    ...around('drain', 'node-drain', [nodeTarget('n1')], [65_000, evictedMs + 5200, evictedMs + 5300]),
    ...Array.from({length: refusals}, (_, index): Timed => [
      atMs + index * 5000,
      evictionOf('drain', one, 429, refused, budgetCause),
    ]),
    [evictedMs, evictionOf('drain', one, 201)],
    ...succession(one, newcomer('4', 'n2'), [two, three], evictedMs + 10),
  ];
  return {scene: {steps: [{name: 'drain', what: 'node-drain'}], events}};
}

/** A drain that is refused until the harness gives up: nothing is proved. */
export function stuckDrain(
  code = 429,
  message = refused,
  cause = 'The disruption budget gateway needs 3 healthy pods and has 3 currently',
  untilMs = 85_200,
): Changes {
  const times = Array.from({length: (untilMs - 65_200) / 5000 + 1}, (_, index) => 65_200 + index * 5000);
  const events: readonly Timed[] = [
    [65_000, faultOf('drain', 'marked', {fault: 'node-drain', targets: [nodeTarget('n1')]})],
    [65_100, faultOf('drain', 'injected', {before: {}})],
    ...times.map((tMs): Timed => [tMs, evictionOf('drain', one, code, message, cause)]),
    [untilMs + 100, faultOf('drain', 'unproved', {before: {}, after: null})],
    [untilMs + 200, faultOf('drain', 'undone')],
  ];
  return {scene: {steps: [{name: 'drain', what: 'node-drain'}], events}};
}

/** Gateways evicted one after the other: the answers, and the succession of those that went. */
export function evictions(answers: readonly (readonly [Pod, number, string?, string?])[]): Changes {
  const young = new Map([
    [one, four],
    [two, five],
    [three, six],
  ]);
  const went = answers.filter(([, code]) => code === 201).map(([pod]) => pod);
  const events: readonly Timed[] = [
    ...around('evict', 'evict-until-refused', [one, two, three].map(podTarget), [65_000, 70_500, 70_600]),
    ...answers.map(([pod, code, message, cause], index): Timed => [
      65_200 + index * 20,
      evictionOf('evict', pod, code, message, cause),
    ]),
    ...went.flatMap((pod, index) =>
      succession(
        pod,
        young.get(pod) ?? four,
        [one, two, three].filter((other) => !went.includes(other)),
        65_300 + index,
      ),
    ),
  ];
  return {scene: {steps: [{name: 'evict', what: 'evict-until-refused'}], events}};
}

export const bite = [two, 429, refused, budgetCause] as const;

/** A new revision: three gateways follow each other, 6 s apart. */
export function rollOut(readyMs = 1900): Changes {
  const events: readonly Timed[] = [
    ...around('roll', 'rolling-restart', [one, two, three].map(podTarget), [63_000, 68_500, 68_600]),
    ...succession(one, four, [two, three], 63_200, readyMs),
    ...succession(two, five, [three, four], 69_200, readyMs),
    ...succession(three, six, [four, five], 75_200, readyMs),
  ];
  return {scene: {steps: [{name: 'roll', what: 'rolling-restart'}], events}};
}

/** A new revision whose gateways all leave at once; the new ones are ready 4 s later, the old ones gone after 5 s. */
export function rollOutAtOnce(): Changes {
  const olds = [one, two, three];
  const young = [four, five, six];
  const events: readonly Timed[] = [
    ...around('roll', 'rolling-restart', olds.map(podTarget), [63_000, 64_500, 64_600]),
    ...olds.map((pod): Timed => [63_200, podOf(pod, {ending: true})]),
    [63_250, sliceOf([])],
    ...young.map((pod): Timed => [63_300, podOf(pod, {ready: false})]),
    ...young.map((pod): Timed => [67_200, podOf(pod)]),
    [67_300, sliceOf(young)],
    ...olds.map((pod): Timed => [68_200, podOf(pod, {ending: true, ready: false, ended: true, reason: 'Completed'})]),
    ...olds.map((pod): Timed => [68_300, podOf(pod, {ending: true, ready: false, gone: true})]),
  ];
  return {scene: {steps: [{name: 'roll', what: 'rolling-restart'}], events}};
}

/** Nothing is done. */
export const nothingDone: Changes = {scene: {steps: [], events: []}};
