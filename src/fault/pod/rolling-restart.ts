import {workloadOf} from '../../kubernetes/owners.ts';
import {steadyKinds} from '../../kubernetes/workloads.ts';
import type {Fault} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';
import {countProcesses, endedPods, type PodsReading} from './pod-processes.ts';
import {type MarkedPod, markedPods, newId} from './pods.ts';

/** The workload that is rolled, and its pods of the old revision. */
export type RollingRestartMark = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly pods: readonly MarkedPod[];
};

/** What of its own a rolled revision carries. */
const annotation = 'seatrial/rolled';

/**
 * A new revision that differs in one annotation, as `kubectl rollout restart` makes it. Proved by the first old pod
 * that went; whether the roll-out comes to its end is the subject's to show. The revision stays: taking it back would
 * be a second roll-out.
 */
export const rollingRestart: Fault<Readonly<Record<string, never>>, RollingRestartMark, PodsReading> = {
  title: 'A new revision rolled out',
  effect: {takes: 'pods', by: 'rollout', pace: 'gradual', returns: 'by-replacement', orderly: true},
  injectsBy: 'api',
  readsBy: 'cgroup',
  requires: [],
  readEveryMs: 1000,

  async mark(targets, _options, {cluster}) {
    const pods = markedPods(targets);
    const found = await Promise.all(
      pods.map(async ({pod, namespace}) => cluster.api.get({apiVersion: 'v1', kind: 'Pod'}, pod, namespace)),
    );
    const owners = found.flatMap((pod) => (pod === undefined ? [] : [workloadOf(pod)]));
    const [owner, ...others] = [
      ...new Map(owners.map((it) => [`${it.kind}/${it.namespace ?? ''}/${it.name}`, it])).values(),
    ];
    if (owner === undefined || others.length > 0 || !steadyKinds.has(owner.kind)) {
      const seen = owners.map(({kind, name}) => `${kind}/${name}`).join(', ');
      throw new NotExercisedError(
        `A roll-out is of one ${[...steadyKinds].join(', ')}, and the selected pods belong to ${seen === '' ? 'none' : seen}`,
      );
    }
    return {id: newId(), kind: owner.kind, name: owner.name, namespace: pods[0].namespace, pods};
  },

  async inject({id, kind, name, namespace}, {cluster}) {
    const template = {metadata: {annotations: {[annotation]: id}}};
    await cluster.api.patch({apiVersion: 'apps/v1', kind}, name, namespace, {spec: {template}});
  },

  undo: () => Promise.resolve(),
  read: ({pods}, tools) => countProcesses(pods, tools),
  proves: (before, after) => endedPods(before, after).length > 0,
};
