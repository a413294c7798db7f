import type {HistoryEvent} from '../events.ts';
import {factsOf, type PlanFacts} from '../facts.ts';
import {sentinelSeconds, slowIn} from '../records/sentinel-seconds.ts';
import {stageWindow} from '../windows.ts';
import type {Held} from './condition.ts';

/**
 * What the machine is held to while the warm-up is at its full rate: it ends a trial, so it is far above a moment of
 * trouble.
 */
export const carriedBounds = {
  /** Share of the sentinels' answers that may be slow or failed. */
  slowShare: 0.2,
  /**
   * A second whose schedule was later than this is the engine's failure, ms. An engine that cannot keep up falls behind
   * by more every second; six OOM kills of a twin made it 150 ms late here, and that is the subject's doing.
   */
  lagMs: 500,
  /** Share of seconds that may be so, and how many at least: one alone is a moment. */
  lateShare: 0.5,
  leastLate: 2,
} as const;

/** A tally is one of the full rate from this share on: whole requests do not always meet it. */
const fullShare = 0.97;

/** What was seen of the machine at the full rate of the ramped first stage; never anything of the subject's answers. */
export interface Carried extends Held {
  /** Who could not carry the rate; none when it was carried, or when nothing decides. */
  readonly by?: 'host' | 'engine';
  /** Sentinel answers at the full rate, and how many of them were slow or failed. */
  readonly answers: number;
  readonly slow: number;
  /** Seconds of the engine's schedule at the full rate, and how many of them were late. */
  readonly seconds: number;
  readonly late: number;
  readonly ratePerSecond: number;
  /** The rate of the ramp's last good second; 0 when it had none. */
  readonly largestPerSecond: number;
}

/** One second on the way up: its rate per second, and whether the machine was well. */
interface Second {
  readonly ratePerSecond: number;
  readonly good: boolean;
}

/**
 * Could machine and engine carry the full rate of the warm-up's ramp, by the events until `nowMs`? It holds while
 * nothing says no.
 */
export function carried(events: readonly HistoryEvent[], nowMs: number): Carried {
  const stage = rampedFirst(events);
  const begunMs = stage === undefined ? undefined : stageWindow({events}, stage.name)?.[0];
  const none = {
    holds: true,
    answers: 0,
    slow: 0,
    seconds: 0,
    late: 0,
    ratePerSecond: stage?.ratePerSecond ?? 0,
    largestPerSecond: 0,
  };
  if (stage === undefined || begunMs === undefined) return {...none, seen: 'no load was ramped up'};
  const within = events.filter(({tMs}) => tMs >= begunMs && tMs <= nowMs);
  const ramp = {...stage, begunMs};
  const machine = sentinelsIn(within, ramp);
  const engine = scheduleIn(within, ramp);
  const isHost = machine.slow > carriedBounds.slowShare * machine.answers;
  const isEngine = engine.late >= carriedBounds.leastLate && engine.late > carriedBounds.lateShare * engine.seconds;
  const by = isHost ? 'host' : isEngine ? 'engine' : undefined;
  const climb = by === 'engine' ? engine.climb : machine.climb;
  return {
    holds: by === undefined,
    ...(by === undefined ? {} : {by}),
    seen: `${machine.slow} of ${machine.answers} sentinel answers slow or failed, the load's schedule late in ${engine.late} of ${engine.seconds} seconds`,
    answers: machine.answers,
    slow: machine.slow,
    seconds: engine.seconds,
    late: engine.late,
    ratePerSecond: stage.ratePerSecond,
    largestPerSecond:
      by === undefined ? stage.ratePerSecond : Math.floor(climb.findLast(({good}) => good)?.ratePerSecond ?? 0),
  };
}

type Ramp = PlanFacts['stages'][number] & {readonly rampMs: number; readonly begunMs: number};

/** The first planned stage when it ramps: from no load at all to its rate. */
export function rampedFirst(events: readonly HistoryEvent[]): Omit<Ramp, 'begunMs'> | undefined {
  const first = factsOf({events}).plan?.stages[0];
  return first?.rampMs === undefined ? undefined : {...first, rampMs: first.rampMs};
}

function sentinelsIn(events: readonly HistoryEvent[], {begunMs, rampMs, ratePerSecond}: Ramp) {
  // A second in which no answer came says nothing: what was delayed counts where it arrives.
  const all = sentinelSeconds({events}).filter(({maxMs, failed}) => maxMs > 0 || failed > 0);
  const counted = [...Map.groupBy(all, ({tMs}) => Math.floor((tMs - begunMs) / 1000))].map(([second, rows]) => ({
    second,
    answers: rows.reduce((sum, {sent}) => sum + sent, 0),
    slow: rows.reduce((sum, row) => sum + Math.max(slowIn(row), row.failed), 0),
  }));
  const isFull = ({second}: {readonly second: number}): boolean => second * 1000 >= rampMs;
  const full = counted.filter(isFull);
  return {
    answers: full.reduce((sum, {answers}) => sum + answers, 0),
    slow: full.reduce((sum, {slow}) => sum + slow, 0),
    climb: counted
      .filter((one) => !isFull(one))
      .map(({second, answers, slow}): Second => ({
        // What arrives in a second was asked in it and in the one before: the rate at its begin.
        ratePerSecond: (ratePerSecond * second * 1000) / rampMs,
        good: slow <= carriedBounds.slowShare * answers,
      })),
  };
}

/**
 * A tally comes when its second's requests are over, so its own plan says what rate it had. A slow subject delays it,
 * and it decides less.
 */
function scheduleIn(events: readonly HistoryEvent[], {ratePerSecond}: Ramp) {
  const all = events
    .filter((event) => event.kind === 'tally')
    .map(({planned, lagMs}) => ({planned, good: lagMs <= carriedBounds.lagMs}));
  const full = all.filter(({planned}) => planned >= fullShare * ratePerSecond);
  return {
    seconds: full.length,
    late: full.filter(({good}) => !good).length,
    climb: all.filter((one) => !full.includes(one)).map(({planned, good}): Second => ({ratePerSecond: planned, good})),
  };
}
