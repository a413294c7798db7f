import type {History} from '../../../history/history.ts';
import {factsOf} from '../../../history/facts.ts';
import {endOf, stageWindow, type Window} from '../../../history/windows.ts';
import {type InspectionRecord, inspectionsOf} from '../../../history/records/inspections.ts';
import {faultsOf, type FaultRecord} from '../../observed/faults/faults.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {count} from '../../../text/units.ts';

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
  const windowMs = stageWindow(history, fault.stage) ?? fault.windowMs ?? [0, endOf(history)];
  const common = {
    check: 'receipts',
    step: fault.step,
    expected: 'Marked, injected, proved through another channel',
    windowMs,
    evidence: fault.evidence,
  };
  const on = fault.victims
    .map(({name, container}) => (container === undefined ? name : `${name}, container ${container}`))
    .join('; ');
  const broken = {verdict: 'inconclusive'} as const;
  switch (fault.is) {
    case 'proved':
      return {
        ...common,
        verdict: 'pass',
        sentence: `${fault.step} is proved: ${fault.what} on ${on}`,
        observed: 'Proved',
      };
    case 'unproved': {
      const sentence = `${fault.step} was injected on ${on}, but nothing proves that it took effect`;
      return {...common, ...broken, because: 'no-receipt', sentence, observed: 'Unproved'};
    }
    case 'not-exercised': {
      const sentence = `${fault.step} was not exercised${fault.why === '' ? '' : `: ${fault.why}`}`;
      return {...common, ...broken, because: 'not-exercised', sentence, observed: 'Not exercised'};
    }
    case 'not-applicable':
      return {...common, ...notApplicable(fault)};
    case 'missing': {
      const sentence = `${fault.step} was planned on ${count(fault.planned.length, 'possible victim')} and never came to its receipt`;
      return {...common, ...broken, because: 'not-exercised', sentence, observed: 'Nothing'};
    }
  }
}

function judgeInspection(history: History, inspection: InspectionRecord): Finding {
  const {step, what, why} = inspection;
  const common = {
    check: 'receipts',
    step,
    expected: 'Asked, answered, proved through another channel',
    windowMs: stageWindow(history, inspection.stage) ?? inspection.windowMs ?? [0, endOf(history)],
    evidence: inspection.evidence,
  };
  const broken = {verdict: 'inconclusive'} as const;
  switch (inspection.is) {
    case 'proved':
      return {...common, verdict: 'pass', sentence: `${step} is proved: ${what} was asked`, observed: 'Proved'};
    case 'unproved': {
      const sentence = `${step} was asked, but nothing proves that the question arrived`;
      return {...common, ...broken, because: 'no-receipt', sentence, observed: 'Unproved'};
    }
    case 'not-exercised': {
      const sentence = `${step} was not exercised${why === '' ? '' : `: ${why}`}`;
      return {...common, ...broken, because: 'not-exercised', sentence, observed: 'Not exercised'};
    }
    case 'not-applicable':
      return {...common, ...notApplicable(inspection)};
    case 'missing': {
      const sentence = `${step} was planned and never came to its question`;
      return {...common, ...broken, because: 'not-exercised', sentence, observed: 'Nothing'};
    }
  }
}

function notApplicable({step, why}: Pick<FaultRecord, 'step' | 'why'>) {
  const sentence = `${step} does not apply: ${why}`;
  return {verdict: 'pass', uncounted: 'not-applicable', sentence, observed: 'Nothing to ask'} as const;
}
