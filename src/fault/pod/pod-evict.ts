import {HarnessError} from '../../system/errors.ts';
import {meaningOf} from '../../history/records/evictions.ts';
import {evict, textOf} from './evictions.ts';
import type {Fault} from '../fault.ts';
import {allEnded, countProcesses, type PodsReading} from './pod-processes.ts';
import {type MarkedPod, markedPods} from './pods.ts';

/** The pods to evict. */
export type PodEvictMark = {readonly pods: readonly MarkedPod[]};

/** Each pod is evicted once through the Eviction API; whoever owns them makes new ones, so there is nothing to undo. */
export const podEvict: Fault<Readonly<Record<string, never>>, PodEvictMark, PodsReading> = {
  title: 'A pod evicted',
  effect: {takes: 'pods', by: 'eviction', pace: 'at-once', returns: 'by-replacement', orderly: true},
  injectsBy: 'api',
  readsBy: 'cgroup',
  requires: [],
  readEveryMs: 1000,

  mark: (targets) => Promise.resolve({pods: markedPods(targets)}),

  async inject({pods}, tools) {
    for (const pod of pods) {
      // One after the other, so that each answer counts the evictions before it.
      const answer = await evict(pod, tools);
      if (meaningOf(answer) !== 'evicted')
        throw new HarnessError('not-evicted', `Pod ${pod.namespace}/${pod.pod} was not evicted: ${textOf(answer)}`);
    }
  },

  undo: () => Promise.resolve(),
  read: ({pods}, tools) => countProcesses(pods, tools),
  proves: allEnded,
};
