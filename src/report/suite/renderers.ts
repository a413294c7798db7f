import type {Release} from '../../judge/suite/release.ts';
import type {Trial} from '../../judge/trial.ts';
import {releaseHtml} from './html.ts';
import {releaseJunit} from './junit.ts';
import {releaseMarkdown} from './markdown.ts';

/** The files of a suite's combined report, by name, for one folder beside those of its trials. */
export function releaseFiles(release: Release, trials: readonly Trial[]): ReadonlyMap<string, string> {
  return new Map([
    ['release.json', `${JSON.stringify(release, undefined, 2)}\n`],
    ['report.html', releaseHtml(release)],
    ['report.md', releaseMarkdown(release)],
    ['junit.xml', releaseJunit(release, trials)],
  ]);
}
