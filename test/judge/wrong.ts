import type {History} from '../../src/history/history.ts';
import {judge} from '../../src/judge/judge.ts';
import type {Trial} from '../../src/judge/trial.ts';
import {trialSchema} from '../../src/judge/trial-schema.ts';
import {fixYaml} from '../../src/report/parts/fix-text.ts';

/** What is wrong with the verdict of a history, whatever it says. */
export function wrongWith(history: History): readonly string[] {
  return wrongIn(judge(history));
}

/** What is wrong with a verdict, whatever it says: a crash, a number that is none, a file that no reader would take. */
export function wrongIn(judged: Trial): readonly string[] {
  const {error} = trialSchema.safeParse(JSON.parse(JSON.stringify(judged)));
  const refused = (error?.issues ?? []).map(({path, message}) => {
    const finding = judged.findings[Number(path[1])];
    return `trial.json is refused at ${path.join('.')} (${finding?.check}, ${finding?.sentence}): ${message}`;
  });
  const said = judged.findings.flatMap((finding) => {
    const {check, because = '', sentence, expected, observed, several = '', details = [], fix} = finding;
    const text = [sentence, expected, observed, several, ...details].join(' | ');
    const change = fix === undefined ? '' : fixYaml(fix);
    return because === 'check-crashed' ||
      /\b(?:NaN|Infinity|undefined|null)\b|\[object/.test(text) ||
      /NaN|\.nan|\.inf|undefined|\[object/.test(change)
      ? [`${check} ${because}: ${text}`]
      : [];
  });
  return [...refused, ...said];
}
