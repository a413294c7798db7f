import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import type {FaultRecord} from './faults.ts';
import {readyPodsAt, type ReadyPod} from '../pods/ready-pods.ts';

/** What a fault takes away. */
export interface Affected {
  /** Pods of the subject that were ready and among its victims, or on a node among them. */
  readonly lost: readonly ReadyPod[];
  /** Of the entry's ready pods. */
  readonly entryShare: number;
  /**
   * Upper end of the share of requests that meet a lost pod on their way: the entry, and every workload that no soft
   * dependency names.
   */
  readonly requestShare: number;
}

/** What a fault takes away, as the API showed the subject just before its injection. */
export function affectedBy(history: History, fault: FaultRecord): Affected {
  const ready = readyPodsAt(history, fault.injectedMs ?? fault.windowMs?.[0] ?? 0);
  const {deploy, trial} = factsOf(history);
  const isVictim = ({uid, node}: ReadyPod): boolean =>
    fault.victims.some((victim) => (victim.kind === 'node' ? victim.node === node : victim.uid === uid));
  const soft = new Set(
    (trial?.subject.dependencies ?? []).flatMap(({need, workload}) =>
      need === 'soft' && workload !== undefined ? [workload] : [],
    ),
  );
  const lost = ready.filter(isVictim);
  const byWorkload = [...Map.groupBy(ready, ({workload}) => `${workload.kind}/${workload.name}`).values()];
  const shares = byWorkload.map((pods) => ({
    workload: pods[0]?.workload,
    share: pods.filter(isVictim).length / pods.length,
  }));
  const entry = deploy?.entry.workload;
  const entryShare =
    shares.find(({workload}) => workload !== undefined && entry !== undefined && isSame(workload, entry))?.share ?? 0;
  const survives = shares.reduce(
    (left, {workload, share}) => (workload !== undefined && soft.has(workload.name) ? left : left * (1 - share)),
    1,
  );
  return {lost, entryShare, requestShare: 1 - survives};
}

/** The least share of requests whose loss must be visible: what is gone at once, at least one replica of the entry. */
export function leastShare(history: History, fault: FaultRecord | undefined): number {
  const one = 1 / Math.max(1, factsOf(history).deploy?.entry.replicas ?? 1);
  if (fault === undefined || fault.effect?.pace === 'gradual') return one;
  return Math.max(one, affectedBy(history, fault).entryShare);
}
