import type {Finding, Fix} from '../../judge/finding.ts';
import {type Expected, isExpected} from '../../judge/suite/detection.ts';
import type {SuiteTrial} from '../../run/suite.ts';
import {fixedManifests} from '../../subject/fixed/manifests.ts';
import {wantedBy} from '../fixed/wanted.ts';

/** What a trial of a twin showed. */
export interface Shown {
  /** As it was tried. */
  readonly request: SuiteTrial;
  readonly expect: Expected;
  readonly findings: readonly Finding[];
}

/**
 * The trial of a twin with the fix of the finding that must catch it, made as `seatrial fix` makes it; or why there is
 * none.
 */
export function fixedTrial(
  planned: SuiteTrial,
  {request, expect, findings}: Shown,
): {readonly request: SuiteTrial; readonly fixes: readonly Fix[]} | {readonly reason: string} {
  const own = findings.filter((finding) => isExpected(finding, expect));
  if (own.length === 0) return {reason: 'it was not caught by its own check'};
  const fixes = own.flatMap(({fix}) => fix ?? []);
  if (fixes.length === 0) return {reason: 'it was caught, and no fix is known'};
  const {manifests, outcomes} = fixedManifests(request.manifests, wantedBy(own));
  if (outcomes.every(({steps}) => steps.length === 0))
    return {reason: `its fix cannot be made: ${outcomes.flatMap(({left}) => left ?? []).join('; ')}`};
  const {profile} = request;
  const facts = {...profile.facts, name: `${profile.facts.name}-fixed`};
  return {request: {...planned, profile: {...profile, facts}, manifests}, fixes};
}
