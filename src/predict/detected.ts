import type {Probe} from '../kubernetes/probes.ts';
import type {Interval} from '../judge/predicted/interval.ts';

/**
 * How long after a container goes bad its probe has failed often enough, once nothing delays the probe any more (start, initial delay).
 * `refused`: the probe fails at once; otherwise each one takes its whole time-out.
 */
export function detected({periodMs, timeoutMs, failures}: Pick<Probe, 'periodMs' | 'timeoutMs' | 'failures'>, refused: boolean): Interval {
  const takesMs = refused ? 0 : timeoutMs;
  // A probe that hangs longer than the period delays the next one.
  const restMs = (failures - 1) * Math.max(periodMs, takesMs) + takesMs;
  return [restMs, periodMs + restMs];
}
