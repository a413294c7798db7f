import {seenFailures} from '../../../forecast/losses.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {isSame, objectIn} from '../../../kubernetes/owners.ts';
import {workloadsOf} from '../../../kubernetes/workloads.ts';
import {percent, round} from '../../../text/units.ts';
import {boundOf} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {onEffects} from '../../owed.ts';
import {affectedBy, leastShare, mostShare} from '../../observed/faults/affected.ts';
import {controlWindow, type Effect, effectsOf} from '../../observed/faults/effects.ts';
import {silenceByChanceMs} from '../../observed/load/silence.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {failuresByConnection, failuresText, secondsOf, type Traffic, trafficIn} from '../../observed/load/traffic.ts';
import {failsInCalm, passesOnBusyHost} from '../busy-host.ts';
import {duration} from '../../../text/duration.ts';
import {costOf} from './outage-cost.ts';

/**
 * Does the service stay up while a fault acts? Its effect is the difference to the control stage, never to the peak stage. One
 * pair of findings per injection.
 */
export const staysUp: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does the service stay up while the fault acts?',
  needs: ['load', 'host', 'steady', 'receipt'],
  owes: onEffects('stays-up', 'stays-up/cost'),
  judge(history) {
    const control = controlWindow(history);
    if (control === undefined) return [];
    const before = trafficIn(history, [control]);
    return effectsOf(history).flatMap((effect) => {
      return [judgeGap, judgeCost].map((judge) => {
        const judgeIn = (windows: readonly Window[]): Finding =>
          judge(history, {...effect, windows}, trafficIn(history, windows), before);
        // Where all were taken at once nobody was left to answer, however well the machine was.
        return tookAll(history, effect) ? failsInCalm(history, effect.windows, judgeIn) : judgeIn(effect.windows);
      });
    });
  },
});

/** What an answer needs that is compared with nothing. */
const absolute = ['load', 'host', 'receipt'] as const;

function judgeGap(
  history: History,
  {name, fault, windowMs, windows}: Effect,
  during: Traffic,
  before: Traffic,
): Finding {
  const bound = boundOf(history, 'longestGapMs');
  const share = leastShare(history, fault);
  const rate = ratio(during.sent, secondsOf(windows)) ?? 0;
  const resolutionMs = ratio(1000 * seenFailures, rate * share);
  const isThin = resolutionMs === undefined || resolutionMs > bound.value;
  // What is silent for longer than the failures take to be seen, and than comes by chance, shows at a thin load too.
  const failingShare = Math.max(mostShare(history, fault), ratio(before.failed, before.sent) ?? 0);
  const byChanceMs = silenceByChanceMs({ratePerSecond: rate, sent: during.sent, failingShare});
  const shownMs = isThin ? Math.max(resolutionMs ?? 0, byChanceMs) : bound.value;
  const [from, to] = during.longestGap;
  const gapMs = to - from;
  const usualMs = before.longestGap[1] - before.longestGap[0];
  const said = `longest time without a success: ${duration(gapMs)} (control: ${duration(usualMs)})`;
  const common = {
    check: 'stays-up',
    // An absolute bound: what the control stage was like is asked below.
    needs: absolute,
    step: fault?.step,
    ...entryOf(history),
    expected: `Never longer than ${duration(bound.value)} without a success`,
    observed: said,
    origin: bound.origin,
    measuredMs: gapMs,
    margin: {value: (bound.value - gapMs) / bound.value, unit: 'of the bound'},
    ...(during.failed === 0 ? {} : {details: failuresByConnection(during)}),
    windowMs,
    seenIn: windows,
    evidence: fault?.evidence ?? [],
  };
  if (usualMs > shownMs) {
    const sentence = `The service was down for ${duration(usualMs)} in the control stage already, without a fault: what ${name} did to it cannot be told`;
    return {...common, verdict: 'inconclusive', because: 'not-steady', sentence};
  }
  if (gapMs > shownMs) {
    const sentence = `During ${name} the service was down: nothing succeeded for ${duration(gapMs)} from ${duration(from)} on; ${failuresText(during)}`;
    return {
      ...common,
      verdict: 'fail',
      sentence: `${sentence}${alone(history) ? '; it has one replica' : ''}`,
      windowMs: [from, to],
      seenIn: [[from, to]],
      ...fixFor(history),
    };
  }
  if (isThin) {
    const needed = round((1000 * seenFailures) / (bound.value * share));
    const sentence = `${round(rate)} requests per second are too thin to see a gap of ${duration(bound.value)}; at least ${needed} are needed`;
    return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence};
  }
  return {...common, verdict: 'pass', sentence: `During ${name} the service stayed up; ${said}`};
}

/** What the fault cost, in seconds of full outage: failures beyond the control's share, divided by the rate. */
function judgeCost(history: History, effect: Effect, during: Traffic, before: Traffic): Finding {
  const {name, fault, windowMs, windows} = effect;
  const bound = boundOf(history, 'faultBudgetShare');
  const objective = factsOf(history).trial?.subject.slo.availability ?? 0.999;
  const wholeS = (1 - objective) * 30 * 86_400;
  const budgetS = wholeS * bound.value;
  const {costS, wholeCostS, details} = costOf(history, effect, before);
  const failures = `${failuresText(during)}; control: ${before.failed} of ${before.sent}`;
  const common = {
    check: 'stays-up/cost',
    step: fault?.step,
    ...entryOf(history),
    expected: `At most ${duration(budgetS * 1000)} of full outage, ${percent(bound.value)} of the SLO's 30-day budget`,
    observed: `${duration(costS * 1000)}, ${percent(costS / wholeS)} of the 30-day budget; ${failures}`,
    origin: bound.origin,
    ...(during.failed === 0 ? {} : {details: [...failuresByConnection(during), ...details]}),
    windowMs,
    seenIn: windows,
    evidence: fault?.evidence ?? [],
  };
  if (during.sent === 0) {
    return {
      ...common,
      verdict: 'inconclusive',
      because: 'too-few-samples',
      sentence: `No request ended during ${name}`,
      observed: 'Nothing',
    };
  }
  const sentence = `${name} cost ${duration(costS * 1000)} of full outage, ${percent(costS / wholeS)} of the SLO's 30-day budget: ${failures}`;
  const margin = {value: (budgetS - costS) / budgetS, unit: 'of the budget'};
  // What stays inside the budget with all that failed needs no control stage to be compared with.
  const needs = wholeCostS <= budgetS ? {needs: absolute} : {};
  const judged = {...common, ...needs, measuredMs: costS * 1000, margin, sentence};
  return costS > budgetS ? {...judged, verdict: 'fail', ...fixFor(history)} : {...judged, verdict: 'pass'};
}

/** Whether a fault took all ready replicas of the entry at once. */
function tookAll(history: History, {fault}: Effect): boolean {
  return fault !== undefined && fault.effect?.pace !== 'gradual' && affectedBy(history, fault).entryShare === 1;
}

function entryOf(history: History): Pick<Finding, 'of'> {
  const entry = factsOf(history).deploy?.entry.workload;
  return entry === undefined ? {} : {of: {kind: entry.kind, name: entry.name}};
}

/** True when the entry has one replica: nothing else needs to be looked for. */
function alone(history: History): boolean {
  const {entry, objects = []} = factsOf(history).deploy ?? {};
  return workloadsOf(objects).some(
    ({ref, replicas}) => entry !== undefined && isSame(ref, entry.workload) && replicas < 2,
  );
}

function fixFor(history: History): Pick<Finding, 'fix'> {
  const entry = factsOf(history).deploy?.entry.workload;
  if (entry === undefined || !alone(history)) return {};
  return fixOf(
    history,
    moreReplicas(history, entry),
    (after) => Number(objectIn(after, entry)?.spec?.['replicas'] ?? 1) >= 2,
  );
}
