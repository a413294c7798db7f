import type {History} from '../../history/history.ts';
import {hostSeconds} from '../../history/records/host-seconds.ts';
import {overlaps, type Window} from '../../history/windows.ts';
import {replicasOf} from './pods/replicas.ts';

/** A stretch in which a disk of the machine stood still. */
export interface Stall {
  readonly windowMs: Window;
  readonly disks: readonly string[];
  readonly seqs: readonly number[];
}

/** A reading tells of the second before it; what stood still for less than another one before or after is not seen, ms. */
const beforeMs = 2000;
const afterMs = 1000;

/**
 * The stretches in which requests to a disk were in flight and none completed, in order. While a container of the subject
 * is at its memory limit, reading again and again what it has no room to keep, they are the subject's own doing.
 */
export function stallsOf(history: History): readonly Stall[] {
  const seconds = hostSeconds(history).filter(({stalled = []}) => stalled.length > 0);
  const hits = seconds.length === 0 ? [] : limitHits(history);
  const stalls: Stall[] = [];
  for (const {tMs, seq, stalled = []} of seconds) {
    const windowMs: Window = [tMs - beforeMs, tMs + afterMs];
    if (hits.some((hit) => overlaps(hit, windowMs))) continue;
    const last = stalls.at(-1);
    if (last === undefined || last.windowMs[1] < windowMs[0]) stalls.push({windowMs, disks: stalled, seqs: [seq]});
    else {
      const disks = [...new Set([...last.disks, ...stalled])];
      stalls[stalls.length - 1] = {windowMs: [last.windowMs[0], windowMs[1]], disks, seqs: [...last.seqs, seq]};
    }
  }
  return stalls;
}

/** From one sample to the next in which a container of the subject hit its memory limit. */
function limitHits(history: History): readonly Window[] {
  const {tMs, podUid, containerId, limitHits: hits} = history.samples.columns;
  const own = new Set(replicasOf(history).map(({uid}) => uid));
  const before = new Map<string, number>();
  const windows: Window[] = [];
  for (let row = 0; row < history.samples.length; row += 1) {
    const container = containerId[row] ?? '';
    const last = before.get(container);
    if (own.has(podUid[row] ?? '') && last !== undefined && (hits[row] ?? 0) > (hits[last] ?? 0))
      windows.push([tMs[last] ?? 0, tMs[row] ?? 0]);
    before.set(container, row);
  }
  return windows;
}
