import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type Budget, budgetOf, covers} from '../../../kubernetes/budgets.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {selectedBy} from '../../../kubernetes/selected-pods.ts';
import {type Workload, workloadsOf} from '../../../kubernetes/workloads.ts';

/** A workload of the subject and the budgets that cover its pods, as admitted. */
export interface Budgeted {
  readonly workload: Workload;
  /** As its manifest states them; the cluster may have room for fewer. */
  readonly declaredReplicas: number;
  readonly budgets: readonly {
    readonly ref: ObjectRef;
    readonly object: KubeObject;
    /** With the replicas on the cluster. What it allows is for all pods that it selects, those of others included. */
    readonly budget: Budget;
    /** With the declared ones. */
    readonly declared: Budget;
  }[];
}

/** Every workload of the subject with its budgets. */
export function budgetedOf(history: History): readonly Budgeted[] {
  const {objects = [], deviations = []} = factsOf(history).deploy ?? {};
  return budgetedAmong(objects, (ref) => {
    const lowered = deviations.find(({what, of}) => what.startsWith('replicas') && of !== undefined && isSame(of, ref));
    return typeof lowered?.from === 'number' ? lowered.from : undefined;
  });
}

/** The same among some objects; `statedFor` tells replicas that were stated and are others on the cluster. */
export function budgetedAmong(
  objects: readonly KubeObject[],
  statedFor: (ref: ObjectRef) => number | undefined,
): readonly Budgeted[] {
  const replicasOf = ({spec}: KubeObject): number => (spec?.['replicas'] as number | undefined) ?? 1;
  const statedOf = (object: KubeObject): number =>
    statedFor({kind: object.kind, ...object.metadata}) ?? replicasOf(object);
  const budgets = objects
    .filter(({kind}) => kind === 'PodDisruptionBudget')
    .map((object) => ({
      ref: {kind: object.kind, name: object.metadata.name},
      object,
      budget: budgetOf(object, selectedBy(object, objects, replicasOf)),
      declared: budgetOf(object, selectedBy(object, objects, statedOf)),
    }));
  return workloadsOf(objects).map((workload) => ({
    workload,
    declaredReplicas: statedOf(workload.object),
    budgets: budgets.filter(({object}) => covers(object, workload.labels, workload.ref.namespace)),
  }));
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
