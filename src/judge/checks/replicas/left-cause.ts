import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf, objectIn} from '../../../kubernetes/owners.ts';
import {type Rollout, rolloutOf} from '../../../kubernetes/rollout.ts';
import {count} from '../../../text/units.ts';
import {addsUp, budgetFor, lettingOneGo} from '../../fixes/budgets.ts';
import {fixOf} from '../../fixes/fix.ts';
import {inObject, plain} from '../../fixes/objects.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {isGradual, oneByOne} from '../../fixes/rollout.ts';
import type {Attribution} from '../../observed/account/attributions.ts';
import type {Change} from '../../observed/account/changes.ts';
import {podEndOf} from '../../observed/account/pod-ends.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {type Budgeted, budgetedOf, budgetFault} from '../../observed/pods/budgets.ts';
import type {Cause} from './cause.ts';

/** Why nobody was left to answer: whatever took them all. No busy machine ends a pod that somebody asked to end. */
export function nobodyCause(
  history: History,
  fault: FaultRecord,
  {before}: Pick<Attribution, 'before'>,
  changes: readonly Change[],
): Cause {
  const entry = factsOf(history).deploy?.entry.workload;
  const workload = changes[0]?.workload ?? entry;
  const of = workload === undefined ? undefined : plain(workload);
  const all = before === 1 ? 'its only replica' : `all ${before} replicas`;
  const isAsked = changes.length > 0 && changes.every(({what}) => what === 'ending');
  if (of === undefined || !isAsked) return {why: `${all} ${before === 1 ? 'was' : 'were'} not ready at once`, of};
  const rollout = rolloutIn(history, fault, changes, of, before);
  if (rollout !== undefined && rollout.unavailable >= before && before > 1)
    return {why: `its roll-out lets ${all} be away at once`, of, isCertain: true, ...rolloutFix(history, of, before)};
  if (before === 1)
    return {
      why: 'it has one replica, and nobody answers until the next one is ready',
      of,
      isCertain: true,
      ...fixOf(history, moreReplicas(history, of), (after) => (objectIn(after, of)?.spec?.['replicas'] ?? 1) !== 1),
    };
  if (rollout !== undefined) return {why: `its roll-out took ${all} at once`, of, isCertain: true};
  const budgeted = budgetedIn(history, of);
  const budget = budgeted?.budgets[0];
  const lets =
    budget === undefined
      ? 'no disruption budget keeps one back'
      : `${nameOf(budget.ref)} (${budget.budget.says}) lets ${budget.budget.allowed} go`;
  return {why: `${all} were ended at once: ${lets}`, of, isCertain: true, ...budgetFix(history, budgeted)};
}

/** A budget that keeps some back, where the one that is there, or none, let all go. */
function budgetFix(history: History, budgeted: Budgeted | undefined): Pick<Cause, 'fix'> {
  if (budgeted === undefined || budgetFault(budgeted) === undefined) return {};
  const {workload} = budgeted;
  const proposal = budgeted.budgets.length === 0 ? budgetFor(history, workload) : lettingOneGo(history, budgeted);
  return fixOf(history, proposal, (after) => addsUp(history, workload.ref, after));
}

/** Why fewer pods than before carried the load, when requests hung meanwhile. */
export function fewCause(
  history: History,
  fault: FaultRecord,
  {left, before}: Attribution,
  changes: readonly Change[],
): Cause {
  const workload = changes[0]?.workload ?? factsOf(history).deploy?.entry.workload;
  const of = workload === undefined ? undefined : plain(workload);
  const said = `${left} of ${count(before, 'replica')} ${left === 1 ? 'was' : 'were'} left to carry the load`;
  if (of === undefined) return {why: said, of};
  const rollout = rolloutIn(history, fault, changes, of, before);
  if (rollout !== undefined && rollout.unavailable > 0 && rollout.type === 'RollingUpdate')
    return {why: `${said}: its roll-out lets ${rollout.unavailable} be away`, of, ...rolloutFix(history, of, before)};
  const budgeted = budgetedIn(history, of);
  const budget = budgeted?.budgets[0];
  if (rollout !== undefined || budgeted === undefined || budget === undefined || budget.budget.allowed < 2)
    return {why: said, of};
  const {ref, budget: allows} = budget;
  const letsOne = (after: readonly KubeObject[]): boolean =>
    budgetedIn(history, of, after)?.budgets[0]?.budget.allowed === 1;
  return {
    why: `${said}: ${nameOf(ref)} (${allows.says}) lets ${allows.allowed} go at once`,
    of,
    ...fixOf(history, lettingOneGo(history, budgeted), letsOne),
  };
}

/** How the pods' workload replaces them, when that is what ended them. */
function rolloutIn(
  history: History,
  fault: FaultRecord,
  changes: readonly Change[],
  of: ObjectRef,
  replicas: number,
): Rollout | undefined {
  const {deploy} = factsOf(history);
  const object = deploy === undefined ? undefined : objectIn(deploy.objects, of);
  const isRollout = changes.some(({replica}) => {
    const end = podEndOf(history, replica);
    return end?.by === 'rollout' || (end?.step === fault.step && fault.effect?.by === 'rollout');
  });
  return object === undefined || !isRollout ? undefined : rolloutOf(object, replicas);
}

/** One after another; a Deployment with a successor for each that goes. */
function rolloutFix(history: History, of: ObjectRef, replicas: number): Pick<Cause, 'fix'> {
  if (of.kind === 'Deployment') return fixOf(history, oneByOne(history, of), (after) => isGradual(of, after));
  return fixOf(history, inObject(of, 'spec.updateStrategy.rollingUpdate.maxUnavailable', 1), (after) => {
    const then = objectIn(after, of);
    return then !== undefined && rolloutOf(then, replicas)?.unavailable === 1;
  });
}

function budgetedIn(history: History, of: ObjectRef, objects?: readonly KubeObject[]): Budgeted | undefined {
  return budgetedOf(history, objects).find(({workload}) => isSame(workload.ref, of));
}
