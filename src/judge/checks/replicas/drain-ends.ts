import {type Answer, answerOf} from '../../../forecast/answer.ts';
import {type Prediction, predictionText} from '../../../forecast/prediction.ts';
import type {History} from '../../../history/history.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';
import {firstOf} from '../../../text/brief.ts';
import {count} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {addsUp, leavingOne, lettingOneGo} from '../../fixes/budgets.ts';
import {fixOf, type Proposal} from '../../fixes/fix.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {notApplicable} from '../../not-applicable.ts';
import {onFaults} from '../../owed.ts';
import {type FaultRecord, faultsOf} from '../../observed/faults/faults.ts';
import {type Budgeted, budgetedOf} from '../../observed/pods/budgets.ts';
import {type Eviction, evictionsOf, quoted} from '../../observed/pods/evictions.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {slackMs} from '../../observed/slack.ts';
import {drainTime} from '../../predicted/drain-time.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import {duration} from '../../../text/duration.ts';

/** Does a legal drain end: is every pod of the subject evicted, and within the time its budgets and its starts need? */
export const drainEnds: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does a drain of a node end?',
  // What the API server answers stands whatever the load did.
  needs: ['api'],
  owes: onFaults(({effect}) => effect?.by === 'drain', 'drain-ends'),
  judge(history) {
    return faultsOf(history)
      .filter(({effect}) => effect?.by === 'drain')
      .flatMap((fault) => judgeDrain(history, fault));
  },
});

function judgeDrain(history: History, fault: FaultRecord): readonly Finding[] {
  const {injectedMs} = fault;
  const answers = evictionsOf(history, fault.step);
  if (injectedMs === undefined) return [];
  if (answers.length === 0)
    return carriesDaemonsAlone(history, fault)
      ? [
          notApplicable(
            history,
            'drain-ends',
            'a drain passes DaemonSets over, and the node carries no other',
            fault.step,
          ),
        ]
      : [];
  const all = [...Map.groupBy(answers, ({pod}) => pod).values()].flatMap((those) => those.at(-1) ?? []);
  const stuck = all.filter(({meaning}) => meaning !== 'evicted' && meaning !== 'gone');
  const prediction = drainTime(history, fault);
  const windowMs = [injectedMs, answers.at(-1)?.tMs ?? injectedMs] as const;
  const tookMs = windowMs[1] - windowMs[0];
  const slack = slackMs(history, windowMs);
  const latestMs = prediction.is === 'within' ? prediction.ms[1] + slack : Number.POSITIVE_INFINITY;
  const node = fault.victims.map(({name}) => name).join(', ');
  const common = {
    check: 'drain-ends',
    step: fault.step,
    expected: prediction.is === 'within' ? `Every pod evicted ${expectedText(prediction, slack)}` : 'Every pod evicted',
    origin: 'predicted from the configuration',
    ...predictedOf(prediction),
    windowMs,
    evidence: [...fault.evidence, ...all.map(({seq}) => seq)],
  };
  if (stuck.length === 0) {
    const sentence = `The drain of ${node} ended: ${count(all.length, 'pod')} evicted within ${duration(tookMs)}`;
    const margin = Number.isFinite(latestMs)
      ? {margin: {value: (latestMs - tookMs) / latestMs, unit: 'of the predicted time'}}
      : {};
    // That it ended is seen, whatever was predicted of it.
    const isLate = answerOf(prediction, {untilMs: tookMs, seenMs: tookMs}, slack) === 'late';
    const late = `The drain of ${node} took ${duration(tookMs)}, longer than predicted (${predictionText(prediction)})`;
    const judged = {
      ...common,
      ...margin,
      measuredMs: tookMs,
      observed: duration(tookMs),
      needs: ['api', 'host', 'receipt'] as const,
    };
    return [isLate ? {...judged, verdict: 'fail', sentence: late} : {...judged, verdict: 'pass', sentence}];
  }
  const time = answerOf(prediction, {untilMs: tookMs, seenMs: undefined}, slack);
  return stuck.map((answer) =>
    judgeStuck(history, answer, {...common, observed: quoted(answer)}, {tookMs, slack, prediction, time}),
  );
}

/** Whether the pods of the subject that were ever seen on the nodes of a drain are those of DaemonSets. */
function carriesDaemonsAlone(history: History, {victims}: FaultRecord): boolean {
  const there = replicasOf(history).filter(({readings}) =>
    readings.some(({pod}) => victims.some(({name}) => name === nodeOf(pod))),
  );
  return there.length > 0 && there.every(({workload}) => workload.kind === 'DaemonSet');
}

/** How long was waited for an eviction, and what that says. */
interface Waited {
  readonly tookMs: number;
  readonly slack: number;
  readonly prediction: Prediction;
  readonly time: Answer;
}

function judgeStuck(
  history: History,
  answer: Eviction,
  common: Omit<Finding, 'verdict' | 'sentence'>,
  {tookMs, slack, prediction, time}: Waited,
): Finding {
  const {workload, pod} = answer;
  const budgeted =
    workload === undefined ? undefined : budgetedOf(history).find((one) => isSame(one.workload.ref, workload));
  const blocking = budgeted?.budgets.find(({budget}) => budget.allowed === 0) ?? budgeted?.budgets[0];
  const of = blocking?.ref ?? workload ?? {kind: 'Pod', name: pod};
  const isForEver = answer.meaning === 'overlap' || blocking?.budget.allowed === 0;
  const said = `its eviction was refused for ${duration(tookMs)}`;
  const answered = `The API server answered ${quoted(answer)}`;
  const judged = {
    ...common,
    of: {kind: of.kind, name: of.name},
    details: [answered],
    margin: {value: -1, unit: 'pods that could not go'},
  };
  if (!isForEver && time === 'unknown') {
    const {because, why} = undecidedOf(history, prediction, tookMs, slack);
    return {
      ...judged,
      verdict: 'inconclusive',
      because,
      sentence: `Whether the drain ends is not known: ${said}; ${why}`,
    };
  }
  if (!isForEver && time === 'not watched long enough') {
    const sentence = `The drain was given up before ${pod} had to be gone: ${said}`;
    return {...judged, verdict: 'inconclusive', because: 'timed-out', sentence};
  }
  if (
    answer.meaning !== 'overlap' &&
    budgeted !== undefined &&
    blocking?.budget.allowed === 0 &&
    blocking.declared.allowed > 0
  ) {
    const sentence = `The drain did not end on this cluster, which has room for ${budgeted.workload.replicas} of ${budgeted.declaredReplicas} replicas only: ${nameOf(blocking.ref)} (${blocking.budget.says}) lets ${blocking.declared.allowed} go when all are there`;
    return {...judged, verdict: 'inconclusive', because: 'not-exercised', sentence};
  }
  const why = whyOf(history, answer, budgeted, blocking);
  const sentence = `A drain of the node of ${pod} does not end: ${why.sentence}`;
  const failed = {...judged, verdict: 'fail', sentence, details: [...judged.details, ...why.details]} as const;
  if (budgeted === undefined) return failed;
  const proposal = proposalFor(history, answer, budgeted);
  return {...failed, ...fixOf(history, proposal, (after) => addsUp(history, budgeted.workload.ref, after))};
}

/** What waits for replicas that do not come back is no budget's fault. */
function proposalFor(history: History, {meaning}: Eviction, budgeted: Budgeted): Proposal | undefined {
  if (meaning === 'overlap') return leavingOne(history, budgeted);
  if (budgeted.budgets.every(({declared}) => declared.allowed > 0)) return undefined;
  const more = budgeted.declaredReplicas < 2 ? moreReplicas(history, budgeted.workload.ref) : undefined;
  return more ?? lettingOneGo(history, budgeted);
}

function whyOf(
  history: History,
  answer: Eviction,
  budgeted: Budgeted | undefined,
  blocking: Budgeted['budgets'][number] | undefined,
): {readonly sentence: string; readonly details: readonly string[]} {
  if (answer.meaning === 'overlap')
    return {sentence: 'several budgets cover it', details: budgeted?.budgets.map(({ref}) => nameOf(ref)) ?? []};
  if (budgeted === undefined || blocking === undefined)
    return {sentence: 'its eviction is refused, and not by a budget of the subject', details: []};
  const {budget, ref} = blocking;
  const {workload} = budgeted;
  const {says, pods, unscaled} = budget;
  const over = pods === workload.replicas ? `${pods} replicas` : `the ${pods} pods that it selects`;
  if (budget.allowed === 0)
    return {
      sentence: `${nameOf(ref)} (${says}) allows no eviction of ${over}, ever${unscaled === undefined ? '' : `: ${unscaled} has no scale to count with`}`,
      details: [],
    };
  const details = missingPods(history, workload.ref, answer.tMs);
  return {
    sentence: `${nameOf(ref)} (${budget.says}) waits for replicas of ${nameOf(workload.ref)} that do not come back: ${firstOf(details)}`,
    details,
  };
}
