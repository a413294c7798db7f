import type {HistoryEvent} from '../events.ts';
import {carried} from './carried.ts';
import type {ConditionOf, Held, Moment} from './condition.ts';
import {containersRestarted} from './containers.ts';
import {level} from './level.ts';
import {entryIsSameSinceMs, entryIsWhole, nodesNotReady, replaced} from './nodes.ts';
import {probesAsk} from './probes.ts';
import {duration} from '../../text/duration.ts';

type Tally = Extract<HistoryEvent, {readonly kind: 'tally'}>;

const secondsInARow = 10;

/** Every condition a step or a stage may wait for, by name. */
export const conditions = {
  /** The last 10 seconds of tally since the load began are at the SLO's availability. */
  steady: (events, moment) => goodSeconds(events, 0, moment),
  /** 10 seconds in a row at the SLO's availability since the waiting began. */
  'slo-met-again': (events, moment) => goodSeconds(events, moment.sinceMs, moment),
  /**
   * All replicas of the entry are ready, of one revision, and 10 seconds in a row since then, and since the waiting began,
   * were at the SLO's availability: what the others carried while one started says nothing of that one.
   */
  'fully-recovered': (events, moment) => {
    const whole = entryIsWhole(events);
    if (!whole.holds) return whole;
    const sinceMs = Math.max(moment.sinceMs, entryIsSameSinceMs(events));
    return goodSeconds(events, sinceMs, moment);
  },
  /** Every node that the last fault acts on is NotReady in the API. */
  'nodes-not-ready': (events) => nodesNotReady(events),
  /** As many pods of the entry as it has replicas are ready on nodes that the last fault does not act on. */
  replaced: (events) => replaced(events),
  /** Every container that the last fault acts on was started anew since. */
  'container-restarted': (events) => containersRestarted(events),
  /** Liveness and readiness of every running container of the subject have begun to ask. */
  'probes-ask': (events, moment) => probesAsk(events, moment.nowMs),
  /** `options.ms` have passed since the waiting began. */
  elapsed: (_events, moment) => elapsed(moment),
  /** Latency and CPU per request have stopped falling at the full rate of the warm-up. */
  level: (events, moment) => (moment.loaded === false ? unloaded : level(events, moment.nowMs)),
  /** Machine and engine carried the full rate of the warm-up, whatever the subject made of it. */
  carried: (events, moment) => carried(events, moment.nowMs),
} as const satisfies Readonly<Record<string, ConditionOf>>;

function tallies(events: readonly HistoryEvent[], sinceMs: number): readonly Tally[] {
  return events.slice(-2000).filter((event): event is Tally => event.kind === 'tally' && event.tMs >= sinceMs);
}

const unloaded: Held = {holds: true, seen: 'nobody sends requests'};

function goodSeconds(events: readonly HistoryEvent[], sinceMs: number, {availability, loaded}: Moment): Held {
  if (loaded === false) return unloaded;
  const seconds = tallies(events, sinceMs);
  const bad = seconds.findLastIndex((tally) => !isGood(tally, availability));
  const row = seconds.length - 1 - bad;
  const last = seconds.at(-1);
  const seen =
    last === undefined
      ? 'no tally of the load yet'
      : `${row} good seconds in a row, the last one ${JSON.stringify(last.outcomes)}`;
  return {holds: row >= secondsInARow, seen};
}

/** A second is good when nearly all its requests have ended and the share of good ones meets the SLO. */
function isGood(tally: Tally, availability: number): boolean {
  const counts =
    tally.outcomes !== null && typeof tally.outcomes === 'object'
      ? Object.values(tally.outcomes as Readonly<Record<string, number>>)
      : [];
  const ended = counts.reduce((sum, count) => sum + count, 0);
  const ok = (tally.outcomes as {readonly ok?: number} | null)?.ok ?? 0;
  return ok > 0 && ended >= 0.9 * tally.planned && ok / ended >= availability;
}

function elapsed({nowMs, sinceMs, options}: Moment): Held {
  const ms = (options as {readonly ms?: number} | undefined)?.ms ?? 0;
  return {holds: nowMs - sinceMs >= ms, seen: `${duration(nowMs - sinceMs)} of ${duration(ms)} passed`};
}
