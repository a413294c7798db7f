import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {stageWindow, type Window} from '../../history/windows.ts';
import {boundOf} from '../bounds.ts';
import {faultsOf, type FaultRecord} from '../faults.ts';
import type {Check, Finding} from '../finding.ts';
import {causes, secondsOf, trafficIn, type Traffic} from '../traffic.ts';
import {percent, round, time} from '../words.ts';

/** Does the service stay up while a fault acts? Its effect is the difference to the control stage, never to calm. */
export const staysUp: Check = {
  about: 'subject',
  title: 'Does the service stay up while the fault acts?',
  needs: ['load', 'host', 'steady', 'receipt'],
  judge(history) {
    const control = stageWindow(history, 'control');
    if (control === undefined) return [];
    return faultsOf(history).flatMap((fault) => {
      const stage = stageWindow(history, fault.stage);
      if (stage === undefined || fault.windowMs === undefined) return [];
      const windowMs: Window = [fault.windowMs[0], Math.max(stage[1], fault.windowMs[1])];
      const during = trafficIn(history, [windowMs]);
      const before = trafficIn(history, [control]);
      return [judgeGap(history, fault, windowMs, during, before), judgeCost(history, fault, windowMs, during, before)];
    });
  },
};

function judgeGap(history: History, fault: FaultRecord, windowMs: Window, during: Traffic, before: Traffic): Finding {
  const bound = boundOf(history, 'longestGapMs');
  const replicas = factsOf(history).deploy?.entry.replicas ?? 1;
  const resolutionMs = 3000 / ((during.sent / secondsOf([windowMs])) * Math.min(1, Math.max(1, fault.victims.length) / replicas));
  const [from, to] = during.longestGap;
  const gapMs = to - from;
  const usualMs = before.longestGap[1] - before.longestGap[0];
  const said = `longest time without a success: ${time(gapMs)} (control: ${time(usualMs)})`;
  const common = {
    check: 'stays-up',
    expected: `Never longer than ${time(bound.value)} without a success`,
    observed: said,
    origin: bound.origin,
    measuredMs: gapMs,
    margin: {value: (bound.value - gapMs) / bound.value, unit: 'of the bound'},
    windowMs,
    evidence: fault.evidence,
  };
  if (!(resolutionMs <= bound.value)) {
    const rate = round((3000 * replicas) / bound.value / Math.max(1, fault.victims.length));
    const sentence = `${round(during.sent / secondsOf([windowMs]))} requests per second are too thin to see a gap of ${time(bound.value)}; at least ${rate} are needed`;
    return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence};
  }
  if (gapMs > bound.value) {
    const sentence = `During ${fault.step} the service was down: nothing succeeded for ${time(gapMs)} from ${time(from)} on`;
    return {...common, verdict: 'fail', sentence, windowMs: [from, to]};
  }
  return {...common, verdict: 'pass', sentence: `During ${fault.step} the service stayed up; ${said}`};
}

/** What the fault cost, in seconds of full outage: failures beyond the control's share, divided by the rate. */
function judgeCost(history: History, fault: FaultRecord, windowMs: Window, during: Traffic, before: Traffic): Finding {
  const bound = boundOf(history, 'faultBudgetShare');
  const objective = factsOf(history).trial?.subject.slo.availability ?? 0.999;
  const budgetS = (1 - objective) * 30 * 86_400 * bound.value;
  const seconds = secondsOf([windowMs]);
  const usual = before.sent === 0 ? 0 : before.failed / before.sent;
  const excess = Math.max(0, during.failed - usual * during.sent);
  const costS = during.sent === 0 ? Number.NaN : (excess / during.sent) * seconds;
  const {failedByLane} = during;
  const failures = `${during.failed} of ${during.sent} requests failed (${causes(during)}; new connections ${failedByLane.new}, reused ${failedByLane.reused})`;
  const common = {
    check: 'stays-up/cost',
    expected: `At most ${round(budgetS)} s of full outage, ${percent(bound.value)} of the SLO's 30-day budget`,
    observed: `${round(costS)} s; ${failures}`,
    origin: bound.origin,
    measuredMs: costS * 1000,
    margin: {value: (budgetS - costS) / budgetS, unit: 'of the budget'},
    windowMs,
    evidence: fault.evidence,
  };
  if (during.sent === 0) {
    return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence: `No request ended during ${fault.step}`, observed: 'Nothing'};
  }
  const sentence = `${fault.step} cost ${round(costS)} s of full outage: ${failures}`;
  return {...common, verdict: costS > budgetS ? 'fail' : 'pass', sentence};
}
