import {join} from 'node:path';
import {HistoryError} from '../history/errors.ts';
import type {History} from '../history/history.ts';
import {refuseLinkedFolder} from '../history/regular-file.ts';
import type {Trial} from '../judge/trial.ts';
import {verdictText} from '../report/console.ts';
import {renderers} from '../report/renderers.ts';
import {soFarText} from '../report/suite/so-far.ts';
import type {SuiteStanding} from '../run/suite.ts';
import {asciiOf} from '../progress/frame.ts';
import {showsUnicode} from '../progress/screen.ts';
import {messageOf} from '../system/errors.ts';
import {printable} from '../text/printable.ts';
import {makeFolder, writeWhole} from '../system/whole-file.ts';
import {say, tell} from './streams.ts';

/** Writes trial.json and every report format into the trial's folder. */
export async function writeReports(folder: string, trial: Trial, history: History): Promise<void> {
  await writeTrial(folder, trial);
  await writeRendered(folder, rendered(trial, history));
}

/** Writes trial.json into the trial's folder. */
export async function writeTrial(folder: string, trial: Trial): Promise<void> {
  await writeFiles(folder, new Map([['trial.json', `${JSON.stringify(trial, undefined, 2)}\n`]]));
}

/** Every report format, by the names of the files. */
export function rendered(trial: Trial, history: History): ReadonlyMap<string, string> {
  return new Map(Object.values(renderers).flatMap((render) => [...render(trial, history)]));
}

/** Writes reports into the trial's folder and names the files. */
export async function writeRendered(folder: string, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  await writeFiles(folder, files);
  return [...files.keys()];
}

/**
 * What `compute` makes of a stored trial, which may be a stranger's: facts in it may be anything. Throws HistoryError
 * where they are such that nothing can be computed of them.
 */
export function ofStored<Result>(folder: string, compute: () => Result): Result {
  try {
    return compute();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    throw new HistoryError(
      'history-odd',
      `${folder}: expected the records of a trial, got some that no run writes (${messageOf(cause)})`,
      'Take the folder from where the run wrote it. When a run did write it so, please report it with what SEATRIAL_DEBUG=1 prints',
      cause,
    );
  }
}

/** Writes files by name into a folder of ours, made when it is missing; never through a link. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await refuseLinkedFolder(folder);
  await makeFolder(folder);
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
}

/** Prints the verdict on stdout, for a tired person. */
export function showVerdict(folder: string, trial: Trial): void {
  const {isTTY, columns, rows} = process.stdout;
  const text = verdictText(trial, {color: isTTY && process.stdout.hasColors(), width: isTTY ? columns : 120});
  // What has scrolled away is said once more: the last screen is the verdict.
  const [headline = ''] = text.split('\n\n', 1);
  const isTaller = isTTY && text.split('\n').length + 2 >= rows;
  const end = `\nReport: ${printable(join(folder, 'report.html'))}\n`;
  const shown = `${text}\n${isTaller ? `\n${headline}\n` : ''}${end}`;
  say(isTTY && !showsUnicode(process.env) ? asciiOf(shown) : shown);
}

/** Says where a suite stands when a trial begins. */
export function showStanding({number, of, again, outcomes, leftMs}: SuiteStanding, title: string): void {
  const verdicts = outcomes.map(({trial}) => trial?.verdict);
  const text = `\n${soFarText({title, number, of, again, verdicts, leftMs})}\n`;
  tell(process.stderr.isTTY && !showsUnicode(process.env) ? asciiOf(text) : text);
}
