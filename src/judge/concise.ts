import {brief} from '../text/brief.ts';
import type {Finding} from './finding.ts';

/** Two lines of a terminal, in characters. */
const most = 240;

/**
 * A finding whose sentence is at most two lines. Our own are; a long name or message of a stranger can make one longer:
 * then it stands whole under the shortened one.
 */
export function concise(finding: Finding): Finding {
  const {sentence, details = []} = finding;
  return sentence.length <= most
    ? finding
    : {...finding, sentence: brief(sentence, most), details: [sentence, ...details]};
}
