import type {History} from '../../../history/history.ts';
import {factsOf} from '../../../history/facts.ts';
import {endOf, stageWindow, type Window} from '../../../history/windows.ts';
import {type InspectionRecord, inspectionsOf} from '../../../history/records/inspections.ts';
import {faultsOf, type FaultRecord} from '../../observed/faults/faults.ts';
import {faultNotDone, inspectionNotDone, type NotDone, victimsText} from '../../observed/faults/not-done.ts';
import type {Finding, TrialCheck} from '../../finding.ts';

/** Did every planned fault and inspection leave its receipt? No receipt, no verdict. */
export const receipts: TrialCheck = {
  about: 'trial',
  breaks: 'receipt',
  title: 'Did every planned fault and inspection leave its receipt?',
  needs: [],
  judge(history) {
    const findings = [
      ...faultsOf(history).map((fault) => judgeFault(history, fault)),
      ...inspectionsOf(history).map((inspection) => judgeInspection(history, inspection)),
    ];
    if (findings.length > 0) return findings;
    if (factsOf(history).plan === undefined) return [];
    const windowMs: Window = [0, endOf(history)];
    return [
      {
        check: 'receipts',
        step: undefined,
        verdict: 'pass',
        sentence: 'No fault was planned',
        expected: 'None',
        observed: 'None',
        windowMs,
        evidence: [],
      },
    ];
  },
};

function judgeFault(history: History, fault: FaultRecord): Finding {
  const expected = 'Marked, injected, proved through another channel';
  const sentence = `${fault.step} is proved: ${fault.what} on ${victimsText(fault)}`;
  return judgeStep(history, fault, faultNotDone(history, fault), {expected, sentence});
}

function judgeInspection(history: History, inspection: InspectionRecord): Finding {
  const expected = 'Asked, answered, proved through another channel';
  const sentence = `${inspection.step} is proved: ${inspection.what} was asked`;
  return judgeStep(history, inspection, inspectionNotDone(history, inspection), {expected, sentence});
}

function judgeStep(
  history: History,
  {step, is, why, stage, windowMs, evidence}: FaultRecord | InspectionRecord,
  open: NotDone | undefined,
  said: Pick<Finding, 'expected' | 'sentence'>,
): Finding {
  const whole = stageWindow(history, stage) ?? windowMs ?? ([0, endOf(history)] as const);
  const common = {check: 'receipts', step, ...said, windowMs: whole, evidence};
  if (open !== undefined) return {...common, verdict: 'inconclusive', ...open};
  if (is !== 'not-applicable') return {...common, verdict: 'pass', observed: 'Proved'};
  const sentence = `${step} does not apply: ${why}`;
  return {...common, verdict: 'pass', uncounted: 'not-applicable', sentence, observed: 'Nothing to ask'};
}
