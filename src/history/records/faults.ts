import type {HistoryEvent} from '../events.ts';

/** Whom a fault acts on, as its mark recorded it: a pod, one of its containers, or a node. */
export interface Victim {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly container?: string;
  readonly containerId?: string;
}

/** What the last fault acts on, and when it was marked; nothing before the first fault. */
export function lastFault(events: readonly HistoryEvent[]): {
  readonly victims: readonly Victim[];
  readonly markedMs: number;
} {
  const marked = events.findLast((event) => event.kind === 'fault' && event.is === 'marked');
  const {targets = []} = (marked?.kind === 'fault' ? marked.facts : {}) as {readonly targets?: readonly Victim[]};
  return {victims: targets, markedMs: marked?.tMs ?? 0};
}
