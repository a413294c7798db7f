import type {Finding} from '../../judge/finding.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import type {Wanted} from '../../subject/fixed/apply.ts';

/** Findings that failed and count. */
export function failsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({verdict, uncounted}) => verdict === 'fail' && uncounted === undefined);
}

/** `pdb-valid of Deployment/gateway`. */
export function findingName({check, of}: Finding): string {
  return of === undefined ? check : `${check} of ${nameOf(of)}`;
}

/** What findings want changed: those without a fix want nothing. */
export function wantedBy(findings: readonly Finding[]): readonly Wanted[] {
  return findings.flatMap((finding) => {
    const {fix, sentence} = finding;
    return fix === undefined ? [] : [{name: findingName(finding), why: sentence, changes: fix.changes}];
  });
}
