import {loadChecks} from './checks/checks.ts';
import {type Judged, needsOf} from './merge.ts';

/**
 * Where nobody sends requests, what only requests could show is not asked, and stands beside the verdict; what failed
 * without any has failed. Where all that the scenario asks is of that kind, nothing is decided.
 */
export function unloaded(judged: readonly Judged[]): readonly Judged[] {
  const isSilent = (check: string): boolean => check === 'carried' || loadChecks.has(check);
  const kept = judged.filter(({finding, check}) => check.about === 'subject' || !isSilent(finding.check));
  const told = kept.map((one): Judged => (isOfLoad(one) ? unasked(one) : one));
  const isAsked = told.some(
    ({check, finding}) => check.about === 'subject' && finding.check !== 'starts' && finding.uncounted === undefined,
  );
  return isAsked
    ? told
    : told.map((one) => {
        const {uncounted, ...finding} = one.finding;
        return uncounted === 'not-exercised' && one.check.about === 'subject' ? {...one, finding} : one;
      });
}

function isOfLoad(one: Judged): boolean {
  const needs = needsOf(one);
  return one.check.about === 'subject' && (needs.includes('load') || needs.includes('steady'));
}

function unasked(one: Judged): Judged {
  const {finding, check} = one;
  if (finding.verdict === 'fail')
    return {
      check,
      finding: {...finding, needs: needsOf(one).filter((channel) => channel !== 'load' && channel !== 'steady')},
    };
  const {step, windowMs, of} = finding;
  const asked = {check: finding.check, step, windowMs, ...(of === undefined ? {} : {of})};
  const sentence = 'Nobody sends requests: the profile states no entry, and this needs a load';
  const said = {sentence, expected: 'A load', observed: 'None', evidence: []};
  return {
    check,
    finding: {...asked, ...said, verdict: 'inconclusive', because: 'not-exercised', uncounted: 'not-exercised'},
  };
}
