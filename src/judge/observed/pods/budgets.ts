import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type Budget, budgetOf, covers} from '../../../kubernetes/budgets.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {selectedBy} from '../../../kubernetes/selected-pods.ts';
import {type Workload, workloadsOf} from '../../../kubernetes/workloads.ts';
import {type Autoscaler, autoscalerOf} from './autoscalers.ts';

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
  /** The same in production at its quietest; undefined: no autoscaler goes below the declared replicas. */
  readonly scaledDown: ScaledDown | undefined;
}

/** A workload and its budgets with the fewest replicas that autoscalers leave, counted as if they were declared. */
export interface ScaledDown extends Omit<Budgeted, 'scaledDown'> {
  /** Those that take replicas away from the workload, or from others under its budgets. */
  readonly by: readonly [Autoscaler, ...Autoscaler[]];
}

/** Every workload of the subject with its budgets; with other objects than those that were deployed, when some are given. */
export function budgetedOf(
  history: History,
  objects: readonly KubeObject[] = factsOf(history).deploy?.objects ?? [],
): readonly Budgeted[] {
  const {objects: deployed = [], deviations = []} = factsOf(history).deploy ?? {};
  const replicasOf = ({spec}: KubeObject): number => (spec?.['replicas'] as number | undefined) ?? 1;
  const statedOf = (object: KubeObject): number => {
    const of = {kind: object.kind, ...object.metadata};
    const lowered = deviations.find(
      (one) => one.what.startsWith('replicas lowered') && one.of !== undefined && isSame(one.of, of),
    );
    const before = deployed.find((one) => isSame({kind: one.kind, ...one.metadata}, of));
    // Replicas that another object states were not lowered.
    const isHere = before === undefined || replicasOf(before) === replicasOf(object);
    return isHere && typeof lowered?.from === 'number' ? lowered.from : replicasOf(object);
  };
  const lowestOf = (object: KubeObject): number =>
    Math.min(statedOf(object), autoscalerOf(history, object)?.minimum ?? Number.POSITIVE_INFINITY);
  const budgets = objects
    .filter(({kind}) => kind === 'PodDisruptionBudget')
    .map((object) => ({
      ref: {kind: object.kind, name: object.metadata.name},
      object,
      budget: budgetOf(object, selectedBy(object, objects, replicasOf)),
      declared: budgetOf(object, selectedBy(object, objects, statedOf)),
      lowest: budgetOf(object, selectedBy(object, objects, lowestOf)),
    }));
  const workloads = workloadsOf(objects);
  return workloads.map((workload) => {
    const own = budgets.filter(({object}) => covers(object, workload.labels, workload.ref.namespace));
    const together = workloads.filter(
      (one) => one === workload || own.some(({object}) => covers(object, one.labels, one.ref.namespace)),
    );
    const [by, ...more] = together.flatMap(({object}) =>
      lowestOf(object) < statedOf(object) ? (autoscalerOf(history, object) ?? []) : [],
    );
    const lowered = own.map(({lowest, ...one}) => ({...one, declared: lowest}));
    return {
      workload,
      declaredReplicas: statedOf(workload.object),
      budgets: own,
      scaledDown:
        by === undefined
          ? undefined
          : {workload, declaredReplicas: lowestOf(workload.object), budgets: lowered, by: [by, ...more]},
    };
  });
}

/** What is wrong with the budgets of a workload: none at all, several, one that lets nothing go, or all of its pods at once. */
export type BudgetFault = 'none' | 'several' | 'blocks' | 'protects-nothing';

/** What is wrong with the budgets of a workload at its declared replicas, or at the fewest that autoscalers leave. */
export function budgetFault({scaledDown, ...budgeted}: Budgeted): BudgetFault | undefined {
  return faultOf(budgeted) ?? (scaledDown === undefined ? undefined : faultOf(scaledDown));
}

/** The same at its declared replicas alone; a single replica needs no budget, and is protected by none. */
export function faultOf({
  declaredReplicas: replicas,
  budgets,
}: Pick<Budgeted, 'declaredReplicas' | 'budgets'>): BudgetFault | undefined {
  const [only] = budgets;
  if (replicas === 0) return undefined;
  if (only === undefined) return replicas < 2 ? undefined : 'none';
  if (budgets.length > 1) return 'several';
  if (only.declared.allowed === 0) return 'blocks';
  return replicas > 1 && only.declared.allowed >= replicas ? 'protects-nothing' : undefined;
}
