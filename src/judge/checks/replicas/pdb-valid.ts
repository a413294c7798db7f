import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {phaseWindow} from '../../../history/windows.ts';
import {budgetsOver} from '../../../kubernetes/budgets.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {count} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixAt} from '../../fix.ts';
import {faultsOf} from '../../observed/faults/faults.ts';
import {type Budgeted, budgetedOf, budgetYaml} from '../../observed/pods/budgets.ts';
import {evictionsOf, quoted} from '../../observed/pods/evictions.ts';

const expected = 'One budget per workload of two or more replicas, which lets at least one pod go and not all';

/**
 * Do the disruption budgets add up: one for each workload, which neither blocks every drain nor allows everything?
 * Arithmetic, with the API server's answers as evidence.
 */
export const pdbValid: Check = {
  about: 'subject',
  title: 'Do the disruption budgets add up?',
  needs: [],
  judge(history) {
    const windowMs = phaseWindow(history, 'deploy') ?? [0, 0];
    const deployed = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    const common = {check: 'pdb-valid', isStatic: true as const, expected, windowMs, evidence: deployed};
    const workloads = budgetedOf(history).flatMap((one) =>
      judgeWorkload(history, one).map((part) => ({...common, ...withAnswer(history, one, part, deployed)})),
    );
    return [...workloads, ...idleBudgets(history).map((part) => ({...common, ...part}))];
  },
};

type Part = Pick<Finding, 'of' | 'verdict' | 'sentence' | 'details' | 'observed' | 'margin' | 'fix' | 'uncounted'>;

function judgeWorkload(history: History, {workload, declaredReplicas: replicas, budgets}: Budgeted): readonly Part[] {
  const {ref} = workload;
  const of: ObjectRef = {kind: ref.kind, name: ref.name};
  const [only] = budgets;
  if (only === undefined) {
    const isAlone = replicas < 2;
    const sentence = isAlone
      ? `${nameOf(of)} has one replica and no budget: whoever drains its node takes it away`
      : `${nameOf(of)} has ${replicas} replicas and no PodDisruptionBudget: drains may take all of them at once`;
    const fix = fixAt(history, {kind: 'PodDisruptionBudget', name: ref.name}, 'spec', budgetYaml(workload));
    const part = {of, sentence, observed: 'No budget', margin: {value: -1, unit: 'budgets'}} as const;
    return [isAlone ? {...part, verdict: 'pass', uncounted: 'reported-only'} : {...part, verdict: 'fail', fix}];
  }
  if (budgets.length > 1) {
    const names = budgets.map((one) => one.ref.name).join(' and ');
    return budgets.map(({ref: budget}) => ({
      of: budget,
      verdict: 'fail',
      sentence: `The pods of ${nameOf(of)} are covered by ${budgets.length} budgets, ${names}: the API server cannot decide and answers every eviction with 500`,
      observed: `${budgets.length} budgets`,
      margin: {value: 1 - budgets.length, unit: 'budgets too many'},
      fix: fixAt(
        history,
        budget,
        'spec.selector',
        'selector: … # let one budget alone select these pods, or remove the other',
      ),
    }));
  }
  const {declared: budget} = only;
  const rounded = budget.rounding === undefined ? '' : ` (${budget.rounding})`;
  const observed = `${budget.says} of ${replicas}${rounded}: ${budget.allowed} may go, ${budget.desired} must stay`;
  const told = {
    of: only.ref,
    observed,
    margin: {value: budget.allowed === 0 ? -1 : Math.min(budget.allowed, budget.desired), unit: 'pods'},
  } as const;
  if (budget.allowed === 0) {
    const sentence = `${nameOf(only.ref)} lets no pod of ${nameOf(of)} go, ever: ${budget.says} with ${count(replicas, 'replica')}${rounded}. A drain of their nodes never ends`;
    return [
      {
        ...told,
        verdict: 'fail',
        sentence,
        fix: fixAt(history, only.ref, `spec.${budget.field}`, `maxUnavailable: 1 # was ${budget.says}`),
      },
    ];
  }
  if (budget.desired === 0 && replicas > 1) {
    const sentence = `${nameOf(only.ref)} protects nothing: ${budget.says} with ${count(replicas, 'replica')}${rounded} lets all of them go at once`;
    return [
      {
        ...told,
        verdict: 'fail',
        sentence,
        fix: fixAt(history, only.ref, `spec.${budget.field}`, `maxUnavailable: 1 # was ${budget.says}`),
      },
    ];
  }
  return [{...told, verdict: 'pass', sentence: `${nameOf(only.ref)} adds up for ${nameOf(of)}: ${observed}`}];
}

/** Budgets that select no pod of the subject. */
function idleBudgets(history: History): readonly Part[] {
  const objects = factsOf(history).deploy?.objects ?? [];
  const covering = new Set(budgetedOf(history).flatMap(({budgets}) => budgets.map(({ref}) => ref.name)));
  const loose = objects
    .filter(({kind}) => kind === 'Pod')
    .flatMap((pod) => budgetsOver(objects, pod.metadata.labels ?? {}, pod.metadata.namespace));
  const used = new Set([...covering, ...loose.map(({metadata}) => metadata.name)]);
  return objects
    .filter(({kind, metadata}) => kind === 'PodDisruptionBudget' && !used.has(metadata.name))
    .map(({kind, metadata}) => {
      const of = {kind, name: metadata.name};
      const sentence = `${nameOf(of)} selects no pod: it protects nothing`;
      return {
        of,
        verdict: 'fail',
        sentence,
        observed: 'No pod selected',
        fix: fixAt(history, of, 'spec.selector', 'selector: … # the labels of the pods'),
      };
    });
}

/** The API server's own answer about the same workload, when an eviction was asked for. */
function withAnswer(
  history: History,
  {workload}: Budgeted,
  part: Part,
  evidence: readonly number[],
): Part & Pick<Finding, 'evidence'> {
  const answers = faultsOf(history)
    .flatMap(({step}) => evictionsOf(history, step))
    .filter(
      (one) =>
        one.workload !== undefined &&
        isSame(one.workload, workload.ref) &&
        (one.meaning === 'refused' || one.meaning === 'overlap'),
    );
  const [first] = answers;
  if (first === undefined || part.verdict !== 'fail') return {...part, evidence};
  return {...part, details: [`The API server answered ${quoted(first)}`], evidence: [...evidence, first.seq]};
}
