import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {phaseWindow} from '../../../history/windows.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import type {Budget} from '../../../kubernetes/budgets.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {count} from '../../../text/units.ts';
import type {Check, Finding, Owed} from '../../finding.ts';
import {addsUp, budgetFor, idleAmong, leavingOne, lettingOneGo, selectingTheOnly} from '../../fixes/budgets.ts';
import {fixOf} from '../../fixes/fix.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {notApplicable} from '../../not-applicable.ts';
import {faultsOf} from '../../observed/faults/faults.ts';
import {type Budgeted, budgetedOf, faultOf, type ScaledDown} from '../../observed/pods/budgets.ts';
import {evictionsOf, quoted} from '../../observed/pods/evictions.ts';

const expected = 'One budget per workload of two or more replicas, which lets at least one pod go and not all';

/**
 * Do the disruption budgets add up: one for each workload, which neither blocks every drain nor allows everything?
 * Arithmetic over all pods that a budget selects, with the API server's answers as evidence. Without replicas nothing is
 * owed.
 */
export const pdbValid: Check = {
  about: 'subject',
  title: 'Do the disruption budgets add up?',
  needs: [],
  owes(history) {
    if (factsOf(history).deploy === undefined) return undefined;
    const check = 'pdb-valid';
    const several = budgetedOf(history).filter(
      ({declaredReplicas, budgets}) => declaredReplicas > 1 || (declaredReplicas === 1 && budgets.length > 0),
    );
    return [
      ...several.map(({workload: {ref}}): Owed => ({check, step: undefined, of: {kind: ref.kind, name: ref.name}})),
      ...idleBudgets(history).map(({of}): Owed => ({check, step: undefined, of})),
    ];
  },
  judge(history) {
    const windowMs = phaseWindow(history, 'deploy') ?? [0, 0];
    const deployed = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    const common = {
      check: 'pdb-valid',
      step: undefined,
      isStatic: true as const,
      expected,
      windowMs,
      evidence: deployed,
    };
    const owing = budgetedOf(history).filter(({declaredReplicas}) => declaredReplicas > 0);
    const workloads = owing.flatMap((one) =>
      judgeWorkload(history, one).map((part) => ({...common, ...withAnswer(history, one, part, deployed)})),
    );
    const findings = [...workloads, ...idleBudgets(history).map((part) => ({...common, ...part}))];
    const why = 'no workload of the subject has replicas that a budget could keep, and a drain passes DaemonSets over';
    return findings.length === 0 && factsOf(history).deploy !== undefined
      ? [notApplicable(history, 'pdb-valid', why)]
      : findings;
  },
};

type Part = Pick<
  Finding,
  'of' | 'speaksFor' | 'verdict' | 'sentence' | 'details' | 'observed' | 'margin' | 'fix' | 'uncounted'
>;

function judgeWorkload(history: History, budgeted: Budgeted): readonly Part[] {
  const {workload, declaredReplicas, budgets, scaledDown} = budgeted;
  const {ref} = workload;
  const of: ObjectRef = {kind: ref.kind, name: ref.name};
  const isGood = (after: readonly KubeObject[]): boolean => addsUp(history, of, after);
  const [only] = budgets;
  if (only === undefined) {
    const isAlone = declaredReplicas < 2;
    const sentence = isAlone
      ? `${nameOf(of)} has one replica and no budget: whoever drains its node takes it away`
      : `${nameOf(of)} has ${declaredReplicas} replicas and no PodDisruptionBudget: drains may take all of them at once`;
    const part = {of, sentence, observed: 'No budget', margin: {value: -1, unit: 'budgets'}} as const;
    return [
      isAlone
        ? {...part, verdict: 'pass', uncounted: 'reported-only'}
        : {...part, verdict: 'fail', ...fixOf(history, budgetFor(history, workload), isGood)},
    ];
  }
  if (budgets.length > 1) {
    const names = budgets.map((one) => one.ref.name).join(' and ');
    return budgets.map(({ref: budget}) => ({
      of: budget,
      speaksFor: [of],
      verdict: 'fail',
      sentence: `The pods of ${nameOf(of)} are covered by ${budgets.length} budgets, ${names}: the API server cannot decide and answers every eviction with 500`,
      observed: `${budgets.length} budgets`,
      margin: {value: 1 - budgets.length, unit: 'budgets too many'},
      ...fixOf(history, leavingOne(history, budgeted), isGood),
    }));
  }
  // What is wrong as declared is said so; else what becomes wrong when autoscalers take replicas away.
  const lower = faultOf(budgeted) === undefined ? scaledDown : undefined;
  const lowest = lower?.budgets[0]?.declared;
  const down = lower === undefined || faultOf(lower) === undefined ? undefined : lower;
  const fault = faultOf(down ?? budgeted);
  const replicas = (down ?? budgeted).declaredReplicas;
  const budget = down === undefined ? only.declared : (lowest ?? only.declared);
  const once = down === undefined ? '' : ` once ${byText(down)}`;
  const atOnce = Math.min(budget.allowed, replicas);
  const told = {
    of: only.ref,
    speaksFor: [of],
    observed: arithmetic(budget),
    margin: {value: budget.allowed === 0 ? -1 : Math.min(atOnce, replicas - atOnce), unit: 'pods'},
  } as const;
  const wrong = {...told, verdict: 'fail'} as const;
  if (fault === 'blocks') {
    const proposal =
      declaredReplicas < 2
        ? (moreReplicas(history, of) ?? lettingOneGo(history, budgeted))
        : lettingOneGo(history, budgeted);
    const then = down === undefined ? '' : ' then';
    const sentence = `${nameOf(only.ref)} lets no pod of ${nameOf(of)} go${once === '' ? ', ever' : once}: ${whyNone(budget, replicas)}. A drain of their nodes${then} never ends`;
    return [{...wrong, sentence, ...fixOf(history, proposal, isGood)}];
  }
  if (fault === 'protects-nothing') {
    const sentence =
      budget.pods === replicas
        ? `${nameOf(only.ref)} protects nothing${once}: ${budget.says} with ${count(replicas, 'replica')}${rounded(budget)} lets all of them go at once`
        : `${nameOf(only.ref)} does not protect ${nameOf(of)}${once}: ${budget.says}${rounded(budget)} lets ${budget.allowed} of ${budget.pods} pods go at once, all ${replicas} of its own among them`;
    return [{...wrong, sentence, ...fixOf(history, lettingOneGo(history, budgeted), isGood)}];
  }
  const sentence = `${nameOf(only.ref)} adds up for ${nameOf(of)}: ${arithmetic(budget)}`;
  const atLowest =
    lower === undefined || lowest === undefined
      ? ''
      : `; at the minimum of ${minimaOf(lower)}, ${lowest.allowed} may go`;
  return [{...told, verdict: 'pass', sentence: `${sentence}${atLowest}`}];
}

/** `HorizontalPodAutoscaler/web is down to its minimum of 2`. */
function byText({by}: ScaledDown): string {
  const [first, another] = by;
  const names = by.map(({ref}) => nameOf(ref)).join(' and ');
  return another === undefined
    ? `${names} is down to its minimum of ${first.minimum}`
    : `${names} are down to their minimum`;
}

/** `HorizontalPodAutoscaler/web, 2`. */
function minimaOf({by}: ScaledDown): string {
  return by.map(({ref, minimum}) => `${nameOf(ref)}, ${minimum}`).join(' and ');
}

/** `minAvailable: 50% of 3 (50% of 3 is 1.5, rounded up to 2): 1 may go, 2 must stay`. */
function arithmetic(budget: Budget): string {
  return `${budget.says} of ${budget.pods}${rounded(budget)}: ${budget.allowed} may go, ${budget.desired} must stay`;
}

function rounded({rounding}: Budget): string {
  return rounding === undefined ? '' : ` (${rounding})`;
}

function whyNone(budget: Budget, replicas: number): string {
  const {says, pods, unscaled} = budget;
  if (unscaled !== undefined) return `${says} over pods of ${unscaled} too, which has no scale to count with`;
  return `${says} with ${pods === replicas ? count(replicas, 'replica') : `${pods} pods of several controllers`}${rounded(budget)}`;
}

/** Budgets that select no pod of the subject. */
function idleBudgets(history: History): readonly Part[] {
  const objects = factsOf(history).deploy?.objects ?? [];
  return idleAmong(objects).map((object) => {
    const of = {kind: object.kind, name: object.metadata.name};
    const sentence = `${nameOf(of)} selects no pod: it protects nothing`;
    return {
      of,
      verdict: 'fail',
      sentence,
      observed: 'No pod selected',
      ...fixOf(
        history,
        selectingTheOnly(history, object),
        (after) => !idleAmong(after).some((one) => one.metadata.name === of.name),
      ),
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
