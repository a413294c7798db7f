import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import type {Mutant, NotApplicable, Planting, Sound} from './mutant.ts';
import {refOf} from './sound.ts';
import {isSet} from '../../kubernetes/patches/validity.ts';

/** Mutants of the disruption budget over the entry's pods. */
export const ofBudgets: readonly Mutant[] = [
  {
    name: 'no-budget',
    defect: 'No budget: whoever drains may take all replicas at once.',
    scenario: 'node-drain',
    check: 'pdb-enforced',
    plant: (sound) =>
      inBudget(sound, (budget) => {
        const {kind, name} = sound.ref;
        return {edit: {is: 'object-left-out', of: refOf(budget)}, at: {object: {kind, name}, path: 'spec'}};
      }),
  },
  {
    name: 'budget-lets-none-go',
    defect: 'The budget lets no replica go, ever: a drain waits for ever.',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: (sound) => withAllowance(sound, {maxUnavailable: 0, minAvailable: '100%'}),
  },
  {
    name: 'budget-lets-all-go',
    defect: 'The budget lets all replicas go at once: it protects nothing.',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: (sound) => withAllowance(sound, {maxUnavailable: '100%', minAvailable: 0}),
  },
  {
    name: 'budget-selects-nobody',
    defect: 'The labels that the budget selects are those of no pod.',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: (sound) =>
      inBudget(sound, (budget) => setting(budget, 'spec.selector', {matchLabels: {'seatrial/selects': 'nobody'}})),
  },
  {
    name: 'two-budgets',
    defect:
      'A budget over everything stands beside it: the API server cannot decide and answers every eviction with 500.',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: (sound) => inBudget(sound, (budget) => besides(sound, budget)),
  },
];

/** Plants in the only budget over the entry's pods. */
function inBudget(
  {budgets, replicas, workload}: Sound,
  plant: (budget: KubeObject) => Planting | NotApplicable,
): Planting | NotApplicable {
  if (workload.kind === 'DaemonSet') return {reason: 'drains leave the pods of a DaemonSet where they are'};
  if (replicas < 2) return {reason: 'it has one replica, which no budget can keep up'};
  const [only, another] = budgets;
  if (only === undefined) return {reason: 'no budget covers its pods'};
  return another === undefined
    ? plant(only)
    : {reason: `${budgets.map((one) => nameOf(refOf(one))).join(' and ')} cover its pods`};
}

/** The field that the budget states, with another value. */
function withAllowance(
  sound: Sound,
  values: Readonly<Record<'maxUnavailable' | 'minAvailable', Json>>,
): Planting | NotApplicable {
  return inBudget(sound, (budget) => {
    const field = (['maxUnavailable', 'minAvailable'] as const).find((key) => isSet(budget.spec?.[key]));
    if (field === undefined) return {reason: `${nameOf(refOf(budget))} states neither maxUnavailable nor minAvailable`};
    return setting(budget, `spec.${field}`, values[field]);
  });
}

/** A second budget, over everything. */
function besides({objects}: Sound, {apiVersion, kind, metadata: {name, namespace}}: KubeObject): Planting {
  const metadata = {
    name: freeName(objects, `${name}-everything`),
    ...(namespace === undefined ? {} : {namespace}),
  };
  return {
    edit: {is: 'object-added', object: {apiVersion, kind, metadata, spec: {maxUnavailable: 1, selector: {}}}},
    at: {object: {kind, name}, path: 'spec.selector'},
  };
}

function setting(budget: KubeObject, path: string, value: Json): Planting {
  const {kind, metadata} = budget;
  return {edit: {is: 'set', of: refOf(budget), path, value}, at: {object: {kind, name: metadata.name}, path}};
}

function freeName(objects: Sound['objects'], name: string): string {
  const taken = new Set(objects.flatMap(({kind, metadata}) => (kind === 'PodDisruptionBudget' ? [metadata.name] : [])));
  const names = [name, ...Array.from({length: taken.size}, (_, index) => `${name}-${index + 2}`)];
  return names.find((one) => !taken.has(one)) ?? name;
}
