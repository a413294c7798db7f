import {UsageError} from '../../system/errors.ts';
import type {Fault} from '../fault.ts';
import {allEnded, countProcesses, type PodsReading} from './pod-processes.ts';
import {type MarkedPod, markedPods} from './pods.ts';

/** Whole seconds of grace instead of the pod's own; 0 takes the object away at once. */
export type PodDeleteOptions = {readonly graceSeconds?: number};

/** The pods to delete; `graceSeconds` null: each gets its own grace. */
export type PodDeleteMark = {readonly pods: readonly MarkedPod[]; readonly graceSeconds: number | null};

const podKind = {apiVersion: 'v1', kind: 'Pod'};

/** Pods are deleted as `kubectl delete pod` does; whoever owns them makes new ones, so there is nothing to undo. */
export const podDelete: Fault<PodDeleteOptions, PodDeleteMark, PodsReading> = {
  title: 'A pod deleted',
  effect: {takes: 'pods', by: 'deletion', pace: 'at-once', returns: 'by-replacement', orderly: true},
  injectsBy: 'api',
  readsBy: 'cgroup',
  requires: [],
  readEveryMs: 1000,

  mark(targets, {graceSeconds}) {
    if (graceSeconds !== undefined && !(Number.isInteger(graceSeconds) && graceSeconds >= 0))
      throw new UsageError(
        'fault-options',
        `pod-delete takes graceSeconds in whole seconds, got ${JSON.stringify(graceSeconds)}`,
      );
    return Promise.resolve({pods: markedPods(targets), graceSeconds: graceSeconds ?? null});
  },

  async inject({pods, graceSeconds}, {cluster}) {
    const grace = graceSeconds === null ? {} : {gracePeriodSeconds: graceSeconds};
    await Promise.all(
      pods.map(async ({pod, namespace, uid}) =>
        cluster.api.delete(podKind, pod, namespace, {...grace, preconditions: {uid}}),
      ),
    );
  },

  undo: () => Promise.resolve(),
  read: ({pods}, tools) => countProcesses(pods, tools),
  proves: allEnded,
};
