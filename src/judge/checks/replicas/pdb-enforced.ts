import type {History} from '../../../history/history.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {count} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {budgetFor, lettingOneGo} from '../../fixes/budgets.ts';
import {fixOf, type Proposal} from '../../fixes/fix.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {onFaults} from '../../owed.ts';
import {type FaultRecord, faultsOf} from '../../observed/faults/faults.ts';
import {type Budgeted, budgetedOf} from '../../observed/pods/budgets.ts';
import {type Eviction, evictionsOf, quoted} from '../../observed/pods/evictions.ts';

const expected = 'An eviction beyond the budget is refused with 429: the budget needs N healthy pods';

/**
 * Does the disruption budget bite: is the eviction beyond it refused, while the pods evicted before are still missing?
 */
export const pdbEnforced: Check = {
  about: 'subject',
  title: 'Does the disruption budget refuse the eviction that goes too far?',
  // An answer of the API server stands whatever the load or the machine did.
  needs: [],
  owes: onFaults(({effect}) => effect?.by === 'eviction' && effect.pace === 'gradual', 'pdb-enforced'),
  judge(history) {
    return faultsOf(history)
      .filter(({effect}) => effect?.by === 'eviction' && effect.pace === 'gradual')
      .flatMap((fault) => {
        const byWorkload = Map.groupBy(evictionsOf(history, fault.step), ({workload}) =>
          workload === undefined ? '' : nameOf(workload),
        );
        return [...byWorkload.values()].map((answers) => judgeWorkload(history, fault, answers));
      });
  },
};

function judgeWorkload(history: History, fault: FaultRecord, answers: readonly Eviction[]): Finding {
  const workload = answers[0]?.workload;
  const of: ObjectRef =
    workload === undefined
      ? {kind: 'Pod', name: answers[0]?.pod ?? 'unknown'}
      : {kind: workload.kind, name: workload.name};
  const evicted = new Set(answers.filter(({meaning}) => meaning === 'evicted').map(({pod}) => pod)).size;
  const bite = answers.find(({meaning}) => meaning === 'refused');
  const overlap = answers.find(({meaning}) => meaning === 'overlap');
  const last = answers.at(-1);
  const common = {
    check: 'pdb-enforced',
    step: fault.step,
    of,
    expected,
    windowMs: [answers[0]?.tMs ?? 0, last?.tMs ?? 0] as const,
    evidence: [...fault.evidence, ...answers.map(({seq}) => seq)],
  };
  if (bite !== undefined) {
    const sentence = `The budget of ${nameOf(of)} bites: after ${count(evicted, 'eviction')} the API server answered ${quoted(bite)}`;
    return {...common, verdict: 'pass', sentence, observed: quoted(bite), margin: {value: 1, unit: 'refusals'}};
  }
  if (overlap !== undefined) {
    const sentence = `No eviction of ${nameOf(of)} can be decided: the API server answered ${quoted(overlap)}, because several budgets cover its pods`;
    return {...common, verdict: 'fail', sentence, observed: quoted(overlap), margin: {value: -1, unit: 'refusals'}};
  }
  const said = last === undefined ? 'nothing' : quoted(last);
  const budgeted = budgetedOf(history).find((one) => isSame(one.workload.ref, of));
  if (evicted === 0 || budgeted === undefined || last?.meaning === 'failed' || last?.meaning === 'busy') {
    const sentence = `Whether the budget of ${nameOf(of)} bites is not known: ${count(evicted, 'pod')} evicted, the last answer was ${said}`;
    return {...common, verdict: 'inconclusive', because: 'no-receipt', sentence, observed: said};
  }
  const [only] = budgeted.budgets;
  const {replicas} = budgeted.workload;
  const why =
    only === undefined
      ? 'no PodDisruptionBudget covers it'
      : `${nameOf(only.ref)} (${only.budget.says}) lets ${only.budget.allowed} of ${only.budget.pods} go at once`;
  if (only !== undefined && only.budget.allowed < replicas && evicted <= only.budget.allowed) {
    const sentence = `The budget of ${nameOf(of)} was not used up: ${count(evicted, 'pod')} evicted, ${why}`;
    return {...common, verdict: 'inconclusive', because: 'not-exercised', sentence, observed: said};
  }
  return {
    ...common,
    verdict: 'fail',
    sentence: `Nothing stops an eviction of ${nameOf(of)}: ${evicted} of ${replicas} pods were evicted one after the other and none was refused, for ${why}`,
    observed: `${evicted} evicted, none refused`,
    margin: {value: -evicted, unit: 'pods beyond the budget'},
    ...fixOf(history, proposalFor(history, budgeted), (after) =>
      budgetedOf(history, after).some((one) => isSame(one.workload.ref, of) && refusesSome(one)),
    ),
  };
}

function proposalFor(history: History, budgeted: Budgeted): Proposal | undefined {
  const {workload, declaredReplicas, budgets} = budgeted;
  if (declaredReplicas < 2) return moreReplicas(history, workload.ref);
  return budgets.length === 0 ? budgetFor(history, workload) : lettingOneGo(history, budgeted);
}

/** Whether one budget lets some pods of a workload go, and then no more. */
function refusesSome({workload: {object}, declaredReplicas, budgets}: Budgeted): boolean {
  const [only, another] = budgets;
  const replicas = Math.max(declaredReplicas, (object.spec?.['replicas'] as number | undefined) ?? 1);
  return another === undefined && only !== undefined && only.declared.allowed > 0 && only.declared.allowed < replicas;
}
