import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import type {EventBody, HistoryEvent} from '../events.ts';
import type {Events} from '../history.ts';
import {answered, answersTo, numberIn} from './answers.ts';

/** What a pod received since it began: connections, TCP segments and bytes; read at `tMs` of the history. */
export type PodTraffic = {
  readonly passiveOpens: number;
  readonly inSegs: number;
  readonly inOctets: number;
  readonly tMs: number;
};

/** The event of one reading of one pod. */
export function podTrafficRead(
  {name, namespace, uid}: Pick<Required<ObjectRef>, 'name' | 'namespace' | 'uid'>,
  answer: PodTraffic,
): EventBody {
  return answered('entry-pod', {question: 'received', of: {kind: 'Pod', name, namespace, uid}, answer});
}

/** All readings, by arrival, as far as they are asked for; those without counts are passed over. */
export function podTraffic(history: Events): readonly (Omit<PodTraffic, 'inSegs'> & {readonly uid: string})[] {
  return answersTo('received', history).flatMap(({of, said}) => {
    const [tMs, passiveOpens, inOctets] = [
      numberIn(said, 'tMs'),
      numberIn(said, 'passiveOpens'),
      numberIn(said, 'inOctets'),
    ];
    if (tMs === undefined || passiveOpens === undefined || inOctets === undefined) return [];
    return [{uid: of?.uid ?? '', tMs, passiveOpens, inOctets}];
  });
}

/** Whether every pod that reported shortly before a time (ms) has reported since. */
export function allReportedSince(events: readonly HistoryEvent[], sinceMs: number): boolean {
  const waiting = new Set<string>();
  const told = new Set<string>();
  for (const {tMs, of} of answersTo('received', {events: events.slice(-recentEvents)})) {
    const uid = of?.uid ?? '';
    if (tMs >= sinceMs) told.add(uid);
    else if (tMs >= sinceMs - shortlyMs) waiting.add(uid);
  }
  return waiting.size > 0 && [...waiting].every((uid) => told.has(uid));
}

/** Each pod reports once a second. */
const shortlyMs = 2500;
const recentEvents = 2000;
