import type {ScheduleError} from './client.ts';

/**
 * How late requests began against the even schedule of a rate, in ms. The same measure for every client: starts in
 * order, request number i due at i / rate, and zero where that fits the most punctual request. Undefined without a
 * request.
 */
export function scheduleError(startsMs: readonly number[], ratePerSecond: number): ScheduleError | undefined {
  if (startsMs.length === 0) return undefined;
  const offsets = Float64Array.from(startsMs)
    .sort()
    .map((startMs, index) => startMs - (index * 1000) / ratePerSecond)
    .sort();
  const at = (share: number): number => (offsets[Math.floor((offsets.length - 1) * share)] ?? 0) - (offsets[0] ?? 0);
  return {p50: at(0.5), p99: at(0.99)};
}
