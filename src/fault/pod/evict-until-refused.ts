import {HarnessError} from '../../system/errors.ts';
import {type EvictionAnswer, meaningOf} from '../../history/records/evictions.ts';
import {evict, textOf} from './evictions.ts';
import type {Fault, InjectTools} from '../fault.ts';
import {countProcesses, endedPods, type PodsReading} from './pod-processes.ts';
import {type MarkedPod, markedPods} from './pods.ts';

/** The pods of one workload, in the order in which they are evicted. */
export type EvictUntilRefusedMark = {readonly pods: readonly MarkedPod[]};

/** A budget that is still being processed is asked again so often, so long apart (ms). */
const busyTries = 20;
const busyMs = 500;

/**
 * Real evictions, one after the other at once, until one is refused: dry runs never count down. At most every marked
 * pod once, which without a budget is the whole workload. Proved by at least one pod that went; a refusal of the very
 * first one touches nobody.
 */
export const evictUntilRefused: Fault<Readonly<Record<string, never>>, EvictUntilRefusedMark, PodsReading> = {
  title: 'Pods of one workload evicted until the budget refuses',
  effect: {takes: 'pods', by: 'eviction', pace: 'gradual', returns: 'by-replacement', orderly: true},
  injectsBy: 'api',
  readsBy: 'cgroup',
  requires: [],
  readEveryMs: 1000,

  mark: (targets) => Promise.resolve({pods: markedPods(targets)}),

  async inject({pods}, tools) {
    let evicted = 0;
    for (const pod of pods) {
      // Each answer counts the evictions before it.
      const answer = await evictWhenAsked(pod, tools);
      const meaning = meaningOf(answer);
      if (meaning === 'evicted') evicted++;
      else if (meaning !== 'gone') {
        if (evicted === 0)
          throw new HarnessError(
            'not-evicted',
            `The very first eviction, of ${pod.namespace}/${pod.pod}, was refused: ${textOf(answer)}`,
          );
        return;
      }
    }
  },

  undo: () => Promise.resolve(),
  read: ({pods}, tools) => countProcesses(pods, tools),
  proves: (before, after) => endedPods(before, after).length > 0,
};

/** The answer to an eviction that says something of the budget, or the last one when the server stays busy. */
async function evictWhenAsked(pod: MarkedPod, tools: InjectTools): Promise<EvictionAnswer> {
  for (let left = busyTries; ; left--) {
    const answer = await evict(pod, tools);
    if (left === 0 || meaningOf(answer) !== 'busy') return answer;
    await tools.clock.sleep(busyMs, tools.signal);
  }
}
