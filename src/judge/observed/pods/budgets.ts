import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type Budget, budgetOf, budgetsOver} from '../../../kubernetes/budgets.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {type Workload, workloadsOf} from '../../../kubernetes/workloads.ts';

/** A workload of the subject and the budgets that cover its pods, as admitted. */
export interface Budgeted {
  readonly workload: Workload;
  /** As its manifest states them; the cluster may have room for fewer. */
  readonly declaredReplicas: number;
  readonly budgets: readonly {
    readonly ref: ObjectRef;
    readonly object: KubeObject;
    /** With the replicas on the cluster. */
    readonly budget: Budget;
    /** With the declared ones. */
    readonly declared: Budget;
  }[];
}

/** Every workload of the subject with its budgets. */
export function budgetedOf(history: History): readonly Budgeted[] {
  const {objects = [], deviations = []} = factsOf(history).deploy ?? {};
  return workloadsOf(objects).map((workload) => {
    const lowered = deviations.find(
      ({what, of}) => what.startsWith('replicas') && of !== undefined && isSame(of, workload.ref),
    );
    const declaredReplicas = typeof lowered?.from === 'number' ? lowered.from : workload.replicas;
    const budgets = budgetsOver(objects, workload.labels, workload.ref.namespace).map((object) => ({
      ref: {kind: object.kind, name: object.metadata.name},
      object,
      budget: budgetOf(object, workload.replicas),
      declared: budgetOf(object, declaredReplicas),
    }));
    return {workload, declaredReplicas, budgets};
  });
}

/** A budget that lets one pod go at a time, for a workload that has none. */
export function budgetYaml({ref, labels}: Workload): string {
  const selector = Object.entries(labels).map(([key, value]) => `      ${key}: ${value}`);
  return [
    'apiVersion: policy/v1',
    'kind: PodDisruptionBudget',
    `metadata: {name: ${ref.name}}`,
    'spec:',
    '  maxUnavailable: 1',
    '  selector:',
    '    matchLabels:',
    ...selector,
  ].join('\n');
}
