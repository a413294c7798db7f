import type {Channel} from '../history/channels.ts';
import type {History} from '../history/history.ts';
import {overlaps, type Window} from '../history/windows.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';
import {isSame} from '../kubernetes/owners.ts';
import type {BrokenWindow, Check, Finding, TrialCheck, Verdict} from './finding.ts';
import {workloadsAwayFrom} from './observed/pods/placed.ts';
import type {Status} from './trial.ts';

/** How the sentence begins of a finding that a broken channel took the answer from. */
const undecided = /^Not decided \(it looked like a (?:pass|fail)\)\. /;

/** A finding beside the check that made it. */
export interface Judged {
  readonly finding: Finding;
  /** The Service at whose door it was found, where the load enters by several. */
  readonly door?: string;
  readonly check: Pick<Check | TrialCheck, 'about' | 'needs'> & Partial<Pick<TrialCheck, 'breaks'>>;
}

/** The channels that a finding needs: its own, or its check's. */
export function needsOf({finding, check}: Judged): readonly Channel[] {
  return finding.needs ?? check.needs;
}

/** The stretches in which a channel could not be trusted, as the trial checks found them. */
export function brokenWindows(history: History, judged: readonly Judged[]): readonly BrokenWindow[] {
  return judged.flatMap(({finding, check, door}) => {
    const channel = finding.breaks ?? check.breaks;
    if (check.about !== 'trial' || finding.verdict === 'pass' || channel === undefined) return [];
    const {step, windowMs, because = 'check-crashed', sentence, of, evidence} = finding;
    const {sparesPasses = false, sparesFails = false} = finding;
    const spares = sparedBy(history, of, windowMs);
    return [{channel, door, step, windowMs, because, sentence, spares, sparesPasses, sparesFails, evidence}];
  });
}

/** A subject's finding that needs a broken channel in its window is inconclusive, whether it was pass or fail. */
export function applyBroken(judged: Judged, broken: readonly BrokenWindow[]): Finding {
  const {finding, check, door} = judged;
  if (check.about === 'trial' || finding.verdict === 'inconclusive') return finding;
  const needs = needsOf(judged);
  const first = broken.find(
    (window) => needs.includes(window.channel) && isAt(window, door) && concerns(window, finding),
  );
  if (first === undefined) return finding;
  return {
    ...finding,
    verdict: 'inconclusive',
    because: first.because,
    sentence: `Not decided (it looked like a ${finding.verdict}). ${first.sentence}`,
    details: [finding.sentence, ...(finding.details ?? [])],
    evidence: [...finding.evidence, ...first.evidence],
  };
}

/** What a finding said before a broken channel took its answer away; undefined of one that none did. */
export function saidBefore({sentence, details = []}: Finding): string | undefined {
  return undecided.test(sentence) ? details[0] : undefined;
}

/** What kept a finding from being decided: its sentence, without that it was not and what it looked like. */
export function keptBy({sentence}: Finding): string {
  return sentence.replace(undecided, '');
}

/**
 * A fail of anything is a fail; an inconclusive, or nothing at all, is inconclusive; a run that did not complete never
 * passes.
 */
export function mergeVerdicts(findings: readonly Pick<Finding, 'verdict' | 'uncounted'>[], status: Status): Verdict {
  const counted = findings.filter(({uncounted}) => uncounted === undefined);
  if (counted.some(({verdict}) => verdict === 'fail')) return 'fail';
  if (counted.length === 0 || counted.some(({verdict}) => verdict === 'inconclusive')) return 'inconclusive';
  return status === 'completed' ? 'pass' : 'inconclusive';
}

/** What is missing at one door concerns what is said at that door, and of the whole subject. */
function isAt({door: broken}: BrokenWindow, door: string | undefined): boolean {
  return broken === undefined || door === undefined || broken === door;
}

/**
 * What is missing of one step concerns what is said of that step, whenever it was seen, and of the whole trial; nothing
 * that is said of another step. A broken window of one object does not touch what is said of the others.
 */
function concerns(
  {step, windowMs, spares, sparesPasses, sparesFails}: BrokenWindow,
  {step: own, verdict, windowMs: whole, seenIn = [whole], of}: Finding,
): boolean {
  if ((sparesPasses && verdict === 'pass') || (sparesFails && verdict === 'fail')) return false;
  if (step !== undefined && own !== undefined) return step === own;
  return (
    seenIn.some((seen) => overlaps(windowMs, seen)) &&
    !(of !== undefined && spares.some((spared) => isSame(spared, of)))
  );
}

/** Nobody, but of a node's gap the workloads that had no pod there. */
function sparedBy(history: History, of: ObjectRef | undefined, windowMs: Window): readonly ObjectRef[] {
  return of?.kind === 'Node' && of.name !== '*' ? workloadsAwayFrom(history, of.name, windowMs) : [];
}
