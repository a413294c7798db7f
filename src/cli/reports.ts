import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {History} from '../history/history.ts';
import type {Trial} from '../judge/trial.ts';
import {verdictText} from '../report/console.ts';
import {renderers} from '../report/renderers.ts';

/** Writes trial.json and every report format into the trial's folder. */
export async function writeReports(folder: string, trial: Trial, history: History): Promise<void> {
  await writeFile(join(folder, 'trial.json'), `${JSON.stringify(trial, undefined, 2)}\n`);
  await renderReports(folder, trial, history);
}

/** Writes every report format into the trial's folder and names the files. */
export async function renderReports(folder: string, trial: Trial, history: History): Promise<readonly string[]> {
  const files = Object.values(renderers).flatMap((render) => [...render(trial, history)]);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return files.map(([name]) => name);
}

/** Prints the verdict on stdout, for a tired person. */
export function showVerdict(folder: string, trial: Trial): void {
  const {isTTY, columns} = process.stdout;
  process.stdout.write(`${verdictText(trial, {color: isTTY, width: isTTY ? columns : 120})}\n`);
  process.stdout.write(`\nReport: ${join(folder, 'report.html')}\n`);
}
