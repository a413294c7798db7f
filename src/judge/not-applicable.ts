import type {History} from '../history/history.ts';
import {endOf} from '../history/windows.ts';
import type {Finding} from './finding.ts';

/** The answer of a check, or of one of its steps, that asks about something which the subject does not have. */
export function notApplicable(history: History, check: string, why: string, step?: string): Finding {
  return {
    check,
    step,
    verdict: 'pass',
    uncounted: 'not-applicable',
    sentence: `${check} does not apply: ${why}`,
    expected: 'Something to ask about',
    observed: 'Nothing',
    windowMs: [0, endOf(history)],
    evidence: [],
  };
}
