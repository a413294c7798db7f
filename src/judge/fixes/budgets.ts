import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {covers} from '../../kubernetes/budgets.ts';
import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {isMap, type Patch, patchBetween} from '../../kubernetes/patches/patch.ts';
import {selectsAny} from '../../kubernetes/selected-pods.ts';
import type {Workload} from '../../kubernetes/workloads.ts';
import {type Budgeted, budgetedOf, budgetFault} from '../observed/pods/budgets.ts';
import type {Proposal} from './fix.ts';
import {plain} from './objects.ts';

const kind = 'PodDisruptionBudget';

/**
 * To give a workload a budget of its own that lets one pod go at a time: one that selects nobody is made to select it,
 * where nobody else could be meant; else a new one.
 */
export function budgetFor(history: History, {ref, object}: Workload): Proposal | undefined {
  const objects = factsOf(history).deploy?.objects ?? [];
  const selector = object.spec?.['selector'];
  if (!isMap(selector)) return undefined;
  const [idle, another] = idleAmong(objects);
  const bare = budgetedOf(history).filter((one) => budgetFault(one) === 'none');
  if (idle !== undefined && another === undefined && bare.length === 1) return selecting(idle, selector);
  const of = {kind, name: freeName(objects, ref.name)};
  const created = {
    apiVersion: 'policy/v1',
    kind,
    metadata: {name: of.name},
    spec: {maxUnavailable: 1, selector},
  } as const satisfies KubeObject;
  return {object: of, path: 'spec', changes: [{of, created}]};
}

/** To let a budget select the pods of the only workload that has none. */
export function selectingTheOnly(history: History, budget: KubeObject): Proposal | undefined {
  const [bare, another] = budgetedOf(history).filter((one) => budgetFault(one) === 'none');
  const selector = bare?.workload.object.spec?.['selector'];
  return another === undefined && isMap(selector) ? selecting(budget, selector) : undefined;
}

/** To let a budget allow one pod at a time; one that cannot be counted is made to select the workload's pods alone. */
export function lettingOneGo(history: History, {workload, budgets}: Budgeted): Proposal | undefined {
  const [only] = budgets;
  if (only === undefined) return undefined;
  const {object, ref, declared} = only;
  const selector = workload.object.spec?.['selector'];
  const others = coveredBy(history, object).length - 1;
  if (declared.unscaled !== undefined) return others === 0 && isMap(selector) ? selecting(object, selector) : undefined;
  return {
    object: ref,
    path: `spec.${declared.field}`,
    changes: [{of: plain(ref), patch: {spec: oneAtATime(object)}}],
  };
}

/** The fields of a budget that make it allow one pod at a time. */
export function oneAtATime({spec}: KubeObject): Patch {
  return {...(spec?.['minAvailable'] === undefined ? {} : {minAvailable: null}), maxUnavailable: 1};
}

/** To leave one budget of several over a workload: the first that adds up alone, where the others cover nobody else. */
export function leavingOne(history: History, {workload, budgets}: Budgeted): Proposal | undefined {
  const objects = factsOf(history).deploy?.objects ?? [];
  for (const kept of budgets) {
    const gone = budgets.filter((one) => one !== kept);
    const [first, ...more] = gone.map(({ref}) => ({of: plain(ref), removed: true as const}));
    const isOnlyHere = gone.every(({object}) => coveredBy(history, object).length === 1);
    const left = objects.filter((object) => !gone.some((one) => one.object === object));
    const isGood = budgetedOf(history, left).some(
      (one) => isSame(one.workload.ref, workload.ref) && budgetFault(one) === undefined,
    );
    if (first !== undefined && isOnlyHere && isGood) return {object: first.of, path: 'spec', changes: [first, ...more]};
  }
  return undefined;
}

/** The budgets among some objects that select no pod. */
export function idleAmong(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter((object) => object.kind === kind && !selectsAny(object, objects));
}

/** True when the budgets of a workload are right among some objects, and no other budget became wrong. */
export function addsUp(history: History, of: ObjectRef, after: readonly KubeObject[]): boolean {
  const before = budgetedOf(history);
  return budgetedOf(history, after).every((one) => {
    const fault = budgetFault(one);
    const then = before.find(({workload}) => isSame(workload.ref, one.workload.ref));
    return fault === undefined || (!isSame(one.workload.ref, of) && then !== undefined && budgetFault(then) === fault);
  });
}

function selecting(budget: KubeObject, selector: Patch): Proposal {
  const of = {kind, name: budget.metadata.name};
  const old = budget.spec?.['selector'] as Json | undefined;
  const patch = isMap(old) ? patchBetween(old, selector) : selector;
  return {object: of, path: 'spec.selector', changes: [{of, patch: {spec: {selector: patch}}}]};
}

function coveredBy(history: History, budget: KubeObject): readonly Budgeted[] {
  return budgetedOf(history).filter(({workload: {labels, ref}}) => covers(budget, labels, ref.namespace));
}

function freeName(objects: readonly KubeObject[], name: string): string {
  const taken = new Set(objects.flatMap((object) => (object.kind === kind ? [object.metadata.name] : [])));
  const names = [
    name,
    `${name}-budget`,
    ...Array.from({length: taken.size}, (_, index) => `${name}-budget-${index + 2}`),
  ];
  return names.find((one) => !taken.has(one)) ?? name;
}
