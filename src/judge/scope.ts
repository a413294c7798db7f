import type {TrialFacts} from '../history/facts.ts';
import {itemOf} from './checks/checks.ts';
import type {Finding, Verdict} from './finding.ts';
import type {Trial} from './trial.ts';

/** The profile's waivers with whether they had expired when the trial began. */
export function waiversOf({startedAt, subject}: Pick<TrialFacts, 'startedAt' | 'subject'>): Trial['waived'] {
  const begun = Date.parse(startedAt);
  return subject.waivers.map((waiver) => ({...waiver, expired: !(endOfDay(waiver.until) >= begun)}));
}

/** Why no fail of a check would count in a trial: a clause without a full stop; undefined: it would. */
export function whyUncounted(check: string, trial: Pick<TrialFacts, 'startedAt' | 'subject'>): string | undefined {
  const waiver = waiversOf(trial).find((one) => !one.expired && covers(one.check, check));
  if (waiver !== undefined) return `the profile waives ${waiver.check} until ${waiver.until}`;
  const item = itemOf(check);
  return item === undefined || trial.subject.gate.includes(item)
    ? undefined
    : `the profile's gate leaves out ${item}, which ${check} belongs to`;
}

/** True when a waiver covers a finding: the check's name, or the part of it before the slash. */
export function isWaived(finding: Finding, waivers: Trial['waived']): boolean {
  return finding.verdict !== 'pass' && waivers.some(({check, expired}) => !expired && covers(check, finding.check));
}

/** An expired waiver is inconclusive: somebody has to decide again. */
export function expiredFindings(waivers: Trial['waived']): readonly Finding[] {
  return waivers
    .filter(({expired}) => expired)
    .map(({check, reason, until}) => ({
      check,
      step: undefined,
      verdict: 'inconclusive',
      because: 'timed-out',
      sentence: `The waiver of ${check} ("${reason}") ended on ${until}; renew it or remove it`,
      expected: 'A waiver that has not ended',
      observed: `Ended on ${until}`,
      origin: 'profile',
      windowMs: [0, 0],
      evidence: [],
    }));
}

/**
 * The items that a finding is weighed for: that of its check; of what belongs to none, and of a subject that never
 * started, all that its scenario proves.
 */
export function itemsFor(check: string, items: readonly string[]): readonly string[] {
  const own = check === 'starts' ? undefined : itemOf(check);
  return own === undefined ? items : [own];
}

/** True when all items that a finding is weighed for lie outside the profile's gate. */
export function isOutOfScope(check: string, {items, subject}: TrialFacts): boolean {
  const own = itemsFor(check, items);
  return own.length > 0 && !own.some((item) => subject.gate.includes(item));
}

/** The scenario's items that the profile's gate leaves out. */
export function outOfScope(trial: TrialFacts): readonly string[] {
  return trial.items.filter((item) => !trial.subject.gate.includes(item));
}

/** `pass (2 waived, 1 not in scope)`; a trial that ended because the machine refused its load says so at once. */
export function headlineOf(
  verdict: Verdict,
  {
    waived,
    out,
    refused,
    loaded,
  }: {readonly waived: number; readonly out: number; readonly refused: boolean; readonly loaded: boolean},
): string {
  const parts = [
    refused && verdict === 'inconclusive' ? 'this machine cannot carry the load' : '',
    loaded ? '' : 'without a load',
    waived === 0 ? '' : `${waived} waived`,
    out === 0 ? '' : `${out} not in scope`,
  ];
  const beside = parts.filter((part) => part !== '');
  return beside.length === 0 ? verdict : `${verdict} (${beside.join(', ')})`;
}

function covers(waiver: string, check: string): boolean {
  return check === waiver || check.startsWith(`${waiver}/`);
}

/** A date alone lasts until its end. */
function endOfDay(until: string): number {
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59Z` : until);
}
