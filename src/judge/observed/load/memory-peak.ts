import type {History} from '../../../history/history.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {greatest, seriesIn} from './series.ts';
import {surgeWindows} from './surge.ts';

/**
 * The most memory that counts that a container of a workload was seen to use at the surge, in its worst replica, before
 * anything was done to it, bytes; undefined without a sample.
 */
export function memoryPeakOf(history: History, of: ObjectRef): number | undefined {
  const series = seriesIn(history, surgeWindows(history)).find((one) => nameOf(one.of) === nameOf(of));
  const {counted} = history.samples.columns;
  const peak = Math.max(0, ...(series?.replicas ?? []).map(({rows}) => greatest(counted, rows)));
  return peak === 0 ? undefined : peak;
}
