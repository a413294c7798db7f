import {duration} from '../../text/duration.ts';
import type {HistoryEvent} from '../events.ts';
import {cpuSeconds} from '../records/cpu-seconds.ts';
import {stageWindow} from '../windows.ts';
import {rampedFirst} from './carried.ts';
import type {Held} from './condition.ts';

/** What is compared with what came just before it, ms. */
const spanMs = 5000;
/** A fall by less than this share, or by less than a clock can tell, is no warm-up any more. */
const leastFall = 0.1;
const leastLatencyMs = 1;
const leastCpuMs = 0.1;

/** What a request cost in a stretch of time, ms; undefined where nothing was told of it. */
interface Cost {
  readonly latencyMs: number | undefined;
  readonly cpuMs: number | undefined;
}

/**
 * Whether the subject is warm: at the full rate of the ramped first stage, latency and CPU per request have stopped
 * falling (compilers, caches, pools). What rises is no warm-up, and what is not answered does not get warm: both are for
 * the judge. Without a ramp it holds at once.
 */
export function level(events: readonly HistoryEvent[], nowMs: number): Held {
  const stage = rampedFirst(events);
  const begunMs = stage === undefined ? undefined : stageWindow({events}, stage.name)?.[0];
  if (stage === undefined || begunMs === undefined) return {holds: true, seen: 'no load was ramped up'};
  const fullMs = begunMs + stage.rampMs;
  const tallies = events.filter((event) => event.kind === 'tally').toSorted((one, other) => one.tMs - other.tMs);
  // A tally comes when its second is over, and the requests planned in it have ended.
  const lastMs = tallies.findLast(({tMs}) => tMs <= nowMs)?.tMs ?? 0;
  if (lastMs - 2 * spanMs < fullMs) return {holds: false, seen: 'not long enough at the full rate'};
  const [before, now] = [lastMs - spanMs, lastMs].map((toMs) => costIn(events, toMs - spanMs, toMs));
  const falls =
    isFall(before?.latencyMs, now?.latencyMs, leastLatencyMs) || isFall(before?.cpuMs, now?.cpuMs, leastCpuMs);
  const seen = `latency ${text(now?.latencyMs)} after ${text(before?.latencyMs)}, CPU ${text(now?.cpuMs)} a request after ${text(before?.cpuMs)}`;
  return {holds: !falls, seen};
}

function costIn(events: readonly HistoryEvent[], fromMs: number, toMs: number): Cost {
  const isIn = ({tMs}: {readonly tMs: number}): boolean => tMs > fromMs && tMs <= toMs;
  const tallies = events.filter((event) => event.kind === 'tally').filter(isIn);
  const good = tallies.reduce((sum, {outcomes}) => sum + ((outcomes as {readonly ok?: number} | null)?.ok ?? 0), 0);
  const tookMs = tallies.reduce((sum, one) => sum + (one.tookMs ?? 0), 0);
  const planned = tallies.reduce((sum, one) => sum + one.planned, 0);
  const cpu = cpuSeconds({events}).filter(isIn);
  const usedUs = cpu.reduce((sum, one) => sum + one.usedUs, 0);
  return {
    latencyMs: good === 0 || tookMs === 0 ? undefined : tookMs / good,
    cpuMs: planned === 0 || cpu.length === 0 ? undefined : usedUs / 1000 / planned,
  };
}

function isFall(before: number | undefined, now: number | undefined, least: number): boolean {
  return before !== undefined && now !== undefined && before - now > Math.max(least, leastFall * before);
}

function text(ms: number | undefined): string {
  return ms === undefined ? 'unknown' : duration(ms);
}
