import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {sentinelSeconds} from '../../../history/records/sentinel-seconds.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {deliveriesTo} from '../pods/delivery.ts';
import {faultsOf, type FaultRecord} from './faults.ts';

/** A node that a fault takes away: from the mark until it is itself again. */
export interface AwayNode {
  readonly node: string;
  readonly fault: FaultRecord;
  /** Until the end of the history when it never came back. */
  readonly windowMs: Window;
  readonly isBack: boolean;
}

/**
 * Services and proxies may take so long until they send requests to a pod that is ready, ms; more is the way to its
 * node.
 */
const usualDelayMs = 4000;
/** A sentinel that answered this many seconds in a row is back. */
const secondsInARow = 3;

/**
 * Every node that a fault took away, until its sentinel answers again and connections reach those of the entry's pods
 * on it that say they are ready. Its sentinel's trouble meanwhile is the fault's, and no sign of a noisy machine.
 */
export const awayNodes: (history: Events) => readonly AwayNode[] = once((history) =>
  faultsOf(history).flatMap((fault) => {
    const {windowMs, undoneMs, effect} = fault;
    if (windowMs === undefined || effect?.takes !== 'nodes') return [];
    return fault.victims
      .filter(({kind}) => kind === 'node')
      .map(({node}) => {
        const backMs = undoneMs === undefined ? undefined : isItselfMs(history, node, undoneMs);
        return {node, fault, windowMs: [windowMs[0], backMs ?? endOf(history)], isBack: backMs !== undefined};
      });
  }),
);

/** True when a moment of a node belongs to a fault on it. */
export function isAway(away: readonly AwayNode[], node: string, tMs: number): boolean {
  return away.some((one) => one.node === node && tMs >= one.windowMs[0] && tMs <= one.windowMs[1]);
}

/**
 * True while a node starts again: that takes the CPU of a whole machine for seconds, and every sentinel on it feels it.
 */
export function isReturning(away: readonly AwayNode[], tMs: number): boolean {
  return returningIn(away).some(([from, to]) => tMs >= from && tMs <= to);
}

/** The times in which a node starts again. */
export function returningIn(away: readonly AwayNode[]): readonly Window[] {
  return away.flatMap(({fault: {undoingMs}, windowMs}): readonly Window[] =>
    undoingMs === undefined ? [] : [[undoingMs, windowMs[1]]],
  );
}

function isItselfMs(history: Events, node: string, fromMs: number): number | undefined {
  const answersMs = answersAgain(history, node, fromMs);
  const late = deliveriesTo(history, node, fromMs).filter(
    ({readyMs, deliveredMs = endOf(history)}) => deliveredMs - readyMs > usualDelayMs,
  );
  if (answersMs === undefined || late.some(({deliveredMs}) => deliveredMs === undefined)) return undefined;
  return Math.max(answersMs, ...late.map(({deliveredMs = answersMs}) => deliveredMs));
}

function answersAgain(history: Events, node: string, fromMs: number): number | undefined {
  const seconds = sentinelSeconds(history).filter((second) => second.node === node && second.tMs >= fromMs);
  // No sentinel is asked on this node: nothing tells the node's delay from the subject's.
  if (seconds.length === 0) return fromMs;
  const index = seconds.findIndex((_, at) => {
    const row = seconds.slice(at, at + secondsInARow);
    return row.length === secondsInARow && row.every(({sent, failed}) => sent > 0 && failed === 0);
  });
  return seconds[index]?.tMs;
}
