import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {isEntryPod} from '../../../history/service-uses.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {isOwnedTask} from '../../../kubernetes/pods.ts';
import type {FaultRecord} from './faults.ts';
import {readyPodsAt, type ReadyPod} from '../pods/ready-pods.ts';
import {sentBy} from '../pods/senders.ts';

/** What a fault takes away. */
export interface Affected {
  /** Pods of the subject that were ready and among its victims, or on a node among them. */
  readonly lost: readonly ReadyPod[];
  /** Of the entry's ready pods. */
  readonly entryShare: number;
  /**
   * Least and most of the share of requests that meet a lost pod on their way. The entry is met by all, and so is at
   * most a declared hard dependency. Whether a workload is that nobody declared is not known: least without it, most
   * with it. One that no Service leads to is met by none, and neither is one that a soft dependency names.
   */
  readonly requestShare: readonly [number, number];
  /** Workloads that make the difference of the two. */
  readonly undeclared: readonly ObjectRef[];
}

/** What a fault takes away, as the API showed the subject just before its injection. */
export function affectedBy(history: History, fault: FaultRecord): Affected {
  const ready = replicasAt(history, fault);
  const isVictim = ({uid, node}: ReadyPod): boolean =>
    fault.victims.some((victim) => (victim.kind === 'node' ? victim.node === node : victim.uid === uid));
  const {deploy, trial} = factsOf(history);
  // All that the entry's Service sends requests to is one: a canary beside the stable ones too.
  const isEntry = ({pod}: ReadyPod): boolean => deploy !== undefined && isEntryPod(pod, deploy, trial?.subject.entry);
  const groups = Map.groupBy(ready, (one) => (isEntry(one) ? undefined : nameOf(one.workload)));
  const parts = [...groups].flatMap(([name, pods]) => {
    const [first] = pods;
    const share = pods.filter(isVictim).length / pods.length;
    const met = name === undefined ? 'always' : howMet(history, pods);
    return first === undefined ? [] : [{workload: first.workload, share, met, isEntry: name === undefined}];
  });
  const shareOf = (of: readonly (typeof parts)[number][]): number =>
    1 - of.reduce((left, {share}) => left * (1 - share), 1);
  const [always, maybe] = [parts.filter(({met}) => met === 'always'), parts.filter(({met}) => met === 'maybe')];
  return {
    lost: ready.filter(isVictim),
    entryShare: parts.find((part) => part.isEntry)?.share ?? 0,
    requestShare: [shareOf(always), shareOf([...always, ...maybe])],
    undeclared: maybe.flatMap(({workload, share}) => (share > 0 ? [workload] : [])),
  };
}

/** The least share of requests whose loss must be visible: what is gone at once, at least one replica of the entry. */
export function leastShare(history: History, fault: FaultRecord | undefined): number {
  const one = 1 / Math.max(1, factsOf(history).deploy?.entry.replicas ?? 1);
  if (fault === undefined || fault.effect?.pace === 'gradual') return one;
  return Math.max(one, affectedBy(history, fault).entryShare);
}

/**
 * The most of the requests that fail while one replica still serves of the entry, and of each other workload that a
 * fault takes pods of.
 */
export function mostShare(history: History, fault: FaultRecord | undefined): number {
  const {deploy} = factsOf(history);
  const lost = fault === undefined ? [] : affectedBy(history, fault).lost;
  const ready = fault === undefined || lost.length === 0 ? [] : replicasAt(history, fault);
  const isHit = ({workload}: ReadyPod): boolean => lost.some((one) => isSame(one.workload, workload));
  const others = Map.groupBy(ready.filter(isHit), ({workload}) => nameOf(workload));
  if (deploy !== undefined) others.delete(nameOf(deploy.entry.workload));
  const numbers = [deploy?.entry.replicas ?? 1, ...[...others.values()].map(({length}) => length)];
  return 1 - numbers.reduce((left, number) => left / Math.max(1, number), 1);
}

/** The ready pods just before a fault, but for a Job's: nothing is owed in their place. */
function replicasAt(history: History, {injectedMs, windowMs}: FaultRecord): readonly ReadyPod[] {
  return readyPodsAt(history, injectedMs ?? windowMs?.[0] ?? 0).filter(({pod}) => !isOwnedTask(pod));
}

/** Whether requests meet the pods of a workload that is not the entry's, as far as it is declared and the services show. */
function howMet(history: History, pods: readonly ReadyPod[]): 'always' | 'maybe' | 'never' {
  const {trial} = factsOf(history);
  const [first] = pods;
  if (first === undefined) return 'never';
  const declared = trial?.subject.dependencies.filter(({workload}) => workload === first.workload.name) ?? [];
  if (declared.length > 0) return declared.some(({need}) => need === 'hard') ? 'always' : 'never';
  const senders = sentBy(history);
  return pods.some(({uid}) => (senders.get(uid)?.size ?? 0) > 0) ? 'maybe' : 'never';
}
