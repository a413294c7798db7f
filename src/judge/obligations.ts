import type {History} from '../history/history.ts';
import {endOf, stageWindow, type Window} from '../history/windows.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../kubernetes/owners.ts';
import {firstOf} from '../text/brief.ts';
import type {Finding, Owed} from './finding.ts';
import {type FaultRecord, faultsOf} from './observed/faults/faults.ts';
import {faultNotDone} from './observed/faults/not-done.ts';
import {notApplicable} from './not-applicable.ts';

/**
 * What a check found, and an inconclusive finding for every answer that it owes and does not give. Where all that it
 * owes is on steps that do not apply, it says so instead.
 */
export function settled(
  history: History,
  check: string,
  owed: readonly Owed[],
  found: readonly Finding[],
): readonly Finding[] {
  const faults = new Map(faultsOf(history).map((fault) => [fault.step, fault]));
  const faultOf = ({step}: Owed): FaultRecord | undefined => (step === undefined ? undefined : faults.get(step));
  const applying = owed.filter((one) => faultOf(one)?.is !== 'not-applicable');
  const [first] = owed;
  const without = first === undefined || applying.length > 0 ? undefined : faultOf(first);
  if (without !== undefined && found.length === 0) return [notApplicable(history, check, without.why, without.step)];
  return [...found, ...applying.flatMap((one) => holesIn(history, one, faultOf(one), found))];
}

/** The findings that count and that no check owed: a defect of seatrial. */
export function unowed(owed: readonly Owed[], found: readonly Finding[]): readonly Finding[] {
  const baseOf = (check: string): string => check.split('/', 1)[0] ?? check;
  return found.filter(
    (finding) =>
      finding.uncounted === undefined &&
      !owed.some(
        (one) => baseOf(one.check) === baseOf(finding.check) && one.step === finding.step && speaksFor(finding, one.of),
      ),
  );
}

function holesIn(
  history: History,
  owed: Owed,
  fault: FaultRecord | undefined,
  found: readonly Finding[],
): readonly Finding[] {
  const paid = found.filter((finding) => pays(finding, owed));
  const {check, step, of, pods = []} = owed;
  const spoken = new Set(paid.flatMap((finding) => finding.pods ?? pods));
  const silent = pods.filter((pod) => !spoken.has(pod));
  if (paid.length > 0 && silent.length === 0) return [];
  const windowMs: Window = (fault === undefined ? undefined : stageWindow(history, fault.stage)) ?? [0, endOf(history)];
  const common = {
    check,
    step,
    ...(of === undefined ? {} : {of}),
    ...(silent.length === 0 ? {} : {pods: silent}),
    verdict: 'inconclusive',
    expected: 'An answer',
    windowMs,
  } as const;
  const open = fault === undefined ? undefined : faultNotDone(history, fault);
  if (fault !== undefined && open !== undefined) return [{...common, ...open, evidence: fault.evidence}];
  return [{...common, ...notMeasured(owed, silent), observed: 'Nothing', evidence: fault?.evidence ?? []}];
}

function notMeasured({check, step, of, pods = [], missing}: Owed, silent: readonly string[]) {
  const about = [
    ...(of === undefined ? [] : [nameOf(of)]),
    ...(step === undefined ? [] : [`step ${step}`]),
    ...(silent.length === 0 || silent.length === pods.length ? [] : [firstOf(silent)]),
  ];
  const what = about.length === 0 ? check : `${check} of ${about.join(', ')}`;
  const sentence = `Not measured: ${what}. ${missing ?? 'Nothing that was recorded answers it: run again, and report it when it stays'}`;
  return {because: 'not-measured' as const, several: 'answers were not measured', sentence};
}

function pays(finding: Finding, owed: Owed): boolean {
  const {uncounted} = finding;
  const counts = uncounted === undefined || uncounted === 'not-applicable' || owed.orReported === true;
  return finding.check === owed.check && finding.step === owed.step && counts && speaksFor(finding, owed.of);
}

function speaksFor({of, speaksFor: others = []}: Finding, about: ObjectRef | undefined): boolean {
  if (about === undefined) return true;
  const isIt = (one: ObjectRef): boolean =>
    isSame(one, about) && (about.container === undefined || one.container === about.container);
  return (of !== undefined && isIt(of)) || others.some(isIt);
}
