import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {workloadOf} from '../../../kubernetes/owners.ts';
import {faultsOf, type FaultRecord} from './faults.ts';
import {replicasOf} from '../pods/replicas.ts';

/** Pods that heard nobody, and what they are to the subject. */
export interface Partitioned {
  readonly fault: FaultRecord;
  /** From the injection until taking it back began. */
  readonly windowMs: Window;
  readonly undoneMs: number | undefined;
  /** `soft` and `hard` dependencies; `replica`: a pod that lost its own dependencies. */
  readonly of: 'soft' | 'hard' | 'replica';
  /** For people: `Redis`, or the names of the pods. */
  readonly name: string;
  /** The share of the mix that the profile lets fail without it; undefined: it does not say. */
  readonly mayFail: number | undefined;
}

/** Every fault that partitioned pods from the network. */
export function partitionedOf(history: History): readonly Partitioned[] {
  return faultsOf(history).flatMap((fault): readonly Partitioned[] => {
    const {effect, injectedMs, undoingMs, undoneMs, victims} = fault;
    if (effect?.takes !== 'network' || injectedMs === undefined) return [];
    const dependency = dependencyAmong(history, fault);
    const isReplica = isFromPeers(fault) || dependency === undefined;
    return [
      {
        fault,
        windowMs: [injectedMs, undoingMs ?? endOf(history)],
        undoneMs,
        of: isReplica ? 'replica' : dependency.need,
        mayFail: isReplica ? undefined : dependency.mayFail,
        name: isReplica ? victims.map(({name}) => name).join(', ') : dependency.name,
      },
    ];
  });
}

/** What the pods are to the subject that a planned fault partitions, injected or not; undefined of any other fault. */
export function partitionRole(history: History, fault: FaultRecord): Partitioned['of'] | undefined {
  if (fault.effect?.takes !== 'network') return undefined;
  const {dependency} = fault.on as {readonly dependency?: 'soft' | 'hard'};
  return dependency ?? (isFromPeers(fault) ? 'replica' : (dependencyAmong(history, fault)?.need ?? 'replica'));
}

function isFromPeers({options}: FaultRecord): boolean {
  return (options as {readonly from?: string}).from === 'peers';
}

function dependencyAmong(history: History, {victims, on}: FaultRecord) {
  const replicas = replicasOf(history);
  const workloads = new Set(
    victims.flatMap(({uid}) => {
      const pod = replicas.find((one) => one.uid === uid)?.readings[0]?.pod;
      return pod === undefined ? [] : [workloadOf(pod).name];
    }),
  );
  const {trial, deploy} = factsOf(history);
  const dependencies = trial?.subject.dependencies ?? [];
  const stub = deploy?.stubs?.find(({pod}) => victims.some(({uid}) => uid === pod.uid));
  const {name: named} = on as {readonly name?: string};
  return (
    dependencies.find(({name}) => name === named) ??
    dependencies.find(({workload}) => workload !== undefined && workloads.has(workload)) ??
    dependencies.find(({name}) => name === stub?.dependency)
  );
}
