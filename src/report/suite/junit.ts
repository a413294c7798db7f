import type {Proof, Release} from '../../judge/suite/release.ts';
import type {Trial} from '../../judge/trial.ts';
import {titleOf} from '../parts/grouping.ts';
import {type Case, junitDocument, plainSuite, trialSuite} from '../junit.ts';

/**
 * The combined report of a suite as JUnit: a suite for the items and patterns, or for what was asked where that is no
 * release, and one for each trial. What is not in scope has no case.
 */
export function releaseJunit(release: Release, trials: readonly Trial[]): string {
  const suite = `seatrial verify on ${release.subject}`;
  const broken: readonly Case[] =
    release.status === 'completed'
      ? []
      : [
          {
            name: 'the suite itself',
            time: '0.000',
            trouble: {name: 'error', attributes: {type: release.status, message: release.error ?? release.headline}},
          },
        ];
  return junitDocument([
    plainSuite(suite, 'seatrial.release', [
      ...broken,
      ...(release.asked === 'release'
        ? [...release.items.filter(({inScope}) => inScope), ...release.patterns].map(proofCase)
        : [askedCase(release)]),
    ]),
    ...trials.map((trial, index) => {
      const isRepeated = trials.slice(0, index).some(({scenario}) => scenario === trial.scenario);
      return trialSuite(trial, `seatrial ${titleOf(trial)} on ${trial.subject}${isRepeated ? ' (again)' : ''}`);
    }),
  ]);
}

/** What is less than a release has no verdict on items: one case of what was asked, which says so. */
function askedCase({verdict, headline}: Release): Case {
  const name = headline.replace(`${verdict} (`, '').replace(/\)$/, '');
  if (verdict === 'pass') return {name, time: '0.000'};
  const attributes = {type: verdict, message: headline};
  return {name, time: '0.000', trouble: {name: verdict === 'fail' ? 'failure' : 'error', attributes}};
}

function proofCase({name, question, verdict, sentence, evidence}: Proof): Case {
  const title = question === undefined ? `pattern: ${name}` : `item: ${name}`;
  if (verdict === 'pass') return {name: title, time: '0.000'};
  const text = evidence
    .map(({scenario, trial, verdict: is, because}) => `${scenario} (${trial}) ${is}: ${because}`)
    .join('\n');
  const attributes = {type: verdict, message: sentence};
  return {name: title, time: '0.000', trouble: {name: verdict === 'fail' ? 'failure' : 'error', attributes, text}};
}
