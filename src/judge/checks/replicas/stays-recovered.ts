import {factsOf} from '../../../history/facts.ts';
import {isLoaded} from '../../../history/service-uses.ts';
import type {History} from '../../../history/history.ts';
import {type StageRun, stagesRun} from '../../../history/stages.ts';
import {type Window, without} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {firstOf} from '../../../text/brief.ts';
import {percent} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {notApplicable} from '../../not-applicable.ts';
import {awayNodes} from '../../observed/faults/away.ts';
import {controlWindow, type Effect, effectsOf} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {failureOf} from '../../observed/faults/step-failures.ts';
import {wholeTimes} from '../../observed/load/capacity.ts';
import {wilson} from '../../observed/load/statistics.ts';
import {hull} from '../../observed/load/surge.ts';
import {failuresByConnection, failuresText, isMoreThanChance, trafficIn} from '../../observed/load/traffic.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {stallsOf} from '../../observed/stalls.ts';
import {ofTrial} from '../../owed.ts';
import {recoveryFrom} from '../../predicted/recovery.ts';
import {passesOnBusyHost} from '../busy-host.ts';

/**
 * Does the subject stay well when the last fault is over: in the stages without steps that follow, no more requests fail
 * than the SLO and the control stage let fail, and all replicas are ready at their end? What `capacity-restored` saw for
 * ten seconds may be lost again.
 */
export const staysRecovered: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does it stay well when the last fault is over?',
  needs: ['load', 'host', 'steady', 'api'],
  owes(history) {
    const {plan} = factsOf(history);
    const stages = plan?.stages ?? [];
    const last = stages.findLastIndex(({name}) => plan?.steps.some(({stage}) => stage === name));
    return plan !== undefined && (last < 0 || last === stages.length - 1) ? [] : ofTrial('stays-recovered')(history);
  },
  judge(history) {
    const last = effectsOf(history).findLast(({fault}) => fault !== undefined);
    const {deploy, trial} = factsOf(history);
    const stages = stagesAfter(history, last);
    if (deploy === undefined || trial === undefined || stages.length === 0) return [];
    if (last?.fault === undefined)
      return [notApplicable(history, 'stays-recovered', 'nothing was done to the subject')];
    const {
      fault,
      windowMs: [sinceMs],
    } = last;
    const budget = 1 - trial.subject.slo.availability;
    return [judgeAfter(history, {fault, sinceMs, stages, entry: deploy.entry.workload, budget})];
  },
});

/** Fewer requests say nothing. */
const leastRequests = 30;

/** The stages without steps that began after the last effect did, as far as they ran. */
function stagesAfter(history: History, last: Effect | undefined): readonly StageRun[] {
  const {plan} = factsOf(history);
  const from = last?.windowMs[0] ?? 0;
  return stagesRun(history).filter(
    ({name, windowMs}) => windowMs[0] >= from && plan?.steps.every(({stage}) => stage !== name) === true,
  );
}

/** What is asked about: the stages after the last fault, and the share of requests that may fail. */
interface After {
  readonly fault: FaultRecord;
  /** When its effect began, ms. */
  readonly sinceMs: number;
  readonly stages: readonly StageRun[];
  readonly entry: ObjectRef;
  readonly budget: number;
}

function judgeAfter(history: History, {fault, sinceMs, stages, entry, budget}: After): Finding {
  const name = fault.step;
  const after = hull(stages.map(({windowMs}) => windowMs));
  // While a node comes back, the cluster is not itself; while a disk stands still, the machine is not.
  const windows = without(
    stages.map(({windowMs}) => windowMs),
    [...awayNodes(history), ...stallsOf(history)].map(({windowMs}) => windowMs),
  );
  const traffic = trafficIn(history, windows);
  const control = trafficIn(history, [controlWindow(history) ?? [0, 0]]);
  const loaded = isLoaded(history);
  const [low, high] = loaded ? wilson(traffic.failed, traffic.sent) : [0, 0];
  const common = {
    check: 'stays-recovered',
    step: undefined,
    of: {kind: entry.kind, name: entry.name},
    expected: `In the stages after ${name} at most ${percent(budget)} of requests failed, or as many as in the control stage; all replicas ready at the end`,
    ...(loaded ? {} : {needs: ['host', 'api'] as const}),
    observed: traffic.sent === 0 ? 'Nothing was sent' : failuresText(traffic),
    origin: 'profile',
    windowMs: after,
    seenIn: windows,
    evidence: fault.evidence,
  };
  if (failureOf(history, fault.step) !== undefined) {
    const sentence = `Whether it stays well after ${name} was not seen: it was not well again when ${name} ended`;
    return {...common, verdict: 'inconclusive', because: 'not-exercised', sentence};
  }
  if (loaded && traffic.sent < leastRequests) {
    const sentence = `Whether it stays well after ${name} cannot be told from ${failuresText(traffic)}`;
    return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence};
  }
  const where = stages.map((stage) => stage.name).join(' and ');
  if (low > budget && (control.sent === 0 || isMoreThanChance(traffic, control))) {
    const sentence = `${nameOf(entry)} did not stay well after ${name}: ${failuresText(traffic)} while nothing was done to it (${where})`;
    return {...common, verdict: 'fail', sentence, details: failuresByConnection(traffic)};
  }
  const whole = wholeTimes(history, sinceMs);
  if (!whole.some(([since, until]) => since <= after[1] && until >= after[1])) {
    const gone = missingPods(history, entry, after[1]);
    const lost = {observed: 'Replicas were missing at the end', details: gone};
    if (isOverdue(history, fault, whole, after)) {
      const sentence = `${nameOf(entry)} did not stay well after ${name}: at the end replicas were missing: ${firstOf(gone)}`;
      return {...common, ...lost, verdict: 'fail', sentence};
    }
    const sentence = `Whether it stays well after ${name} was not seen: replicas were still starting at the end: ${firstOf(gone)}`;
    return {...common, ...lost, verdict: 'inconclusive', because: 'not-exercised', sentence};
  }
  const sentence = `After ${name} it stayed well: ${loaded ? `${failuresText(traffic)}, and ` : ''}all replicas were ready at the end`;
  // What the SLO alone allows is compared with nothing.
  const needs = !loaded || low > budget ? {} : {needs: ['load', 'host', 'api'] as const};
  return {
    ...common,
    ...needs,
    verdict: 'pass',
    sentence,
    ...(loaded ? {details: [`More than ${percent(high)} that fail would have shown`]} : {}),
  };
}

/** What is missing at the end was there meanwhile, or is predicted to be by then. */
function isOverdue(history: History, fault: FaultRecord, whole: readonly Window[], [fromMs, toMs]: Window): boolean {
  const {fromMs: begunMs, prediction, isNodeBack} = recoveryFrom(history, fault);
  const isDue = prediction.is === 'within' && begunMs + prediction.ms[1] <= toMs;
  return whole.some(([since, until]) => since < toMs && until > fromMs) || (isDue && isNodeBack);
}
