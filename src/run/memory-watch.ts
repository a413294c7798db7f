import type {Held} from '../history/conditions/condition.ts';
import type {HistoryEvent} from '../history/events.ts';
import type {Sampled} from '../history/history.ts';
import type {SampleRow, Table} from '../history/tables.ts';
import {type Leak, leaksIn} from '../judge/checks/resources/leaks.ts';
import {nameOf} from '../kubernetes/owners.ts';
import {duration} from '../text/duration.ts';

/** A container that was sampled less long ago than this still runs, ms. */
const freshMs = 5000;
/** How often the samples are read at most, ms. */
const everyMs = 5000;

/**
 * Asks the judge's own arithmetic, on what was recorded so far, whether it is decided of each container that grows that
 * it keeps memory, or not. What would take far longer than may be waited is told in the verdict, and nobody waits for it.
 */
export function memoryWatch(
  events: readonly HistoryEvent[],
  read: () => Promise<Table<SampleRow>>,
): (nowMs: number, leftMs: number) => Promise<Held> {
  let last: {readonly atMs: number; readonly held: Held} | undefined;
  let waited: readonly string[] | undefined;
  return async (nowMs, leftMs) => {
    if (last !== undefined && nowMs - last.atMs < everyMs) return last.held;
    const history: Sampled = {events, samples: await read()};
    const waits = leaksIn(history, plannedBy(events)).flatMap((leak) => waitFor(leak, history, nowMs) ?? []);
    // An estimate of twice that time is often decided in it; what is waited for at first is till the time is over.
    waited ??= waits.filter(({ms}) => ms <= 2 * leftMs).map(({name}) => name);
    const [worst] = waits
      .filter(({name}) => waited?.includes(name) === true)
      .toSorted((one, other) => other.ms - one.ms);
    const held: Held =
      worst === undefined
        ? {holds: true, seen: waits.length === 0 ? 'nothing grows, or it is known' : 'not to be known in that time'}
        : {holds: false, seen: `${worst.name} may keep memory, which is known in about ${duration(worst.ms)}`};
    last = {atMs: nowMs, held};
    return held;
  };
}

/** How much longer a container that grows must be watched, ms; undefined of others, and of one that runs no more. */
function waitFor(
  {of, replicas, grows, worst, decidesMs}: Leak,
  {samples}: Sampled,
  nowMs: number,
): {readonly name: string; readonly ms: number} | undefined {
  if (!grows || worst === undefined || decidesMs === undefined) return undefined;
  const rows = replicas.find(({pod}) => pod === worst.pod)?.rows ?? [];
  const seenMs = samples.columns.tMs[rows.at(-1) ?? -1] ?? 0;
  const ms = decidesMs - worst.watchedMs;
  return nowMs - seenMs > freshMs || ms <= 0 ? undefined : {name: nameOf(of), ms};
}

/** How many requests had been planned by a time, as the tallies of the load tell second by second. */
function plannedBy(events: readonly HistoryEvent[]): (tMs: number) => number {
  const tallies = events
    .flatMap((event) =>
      event.kind === 'tally' && event.secondMs !== undefined ? [{...event, fromMs: event.secondMs}] : [],
    )
    .toSorted((one, other) => one.fromMs - other.fromMs);
  return (tMs) =>
    tallies.reduce((sum, {fromMs, planned}) => sum + planned * Math.min(1, Math.max(0, (tMs - fromMs) / 1000)), 0);
}
