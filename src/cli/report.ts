import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Command} from 'commander';
import {readHistory} from '../history/reader.ts';
import {judge} from '../judge/judge.ts';
import type {Trial} from '../judge/trial.ts';
import type {CommandContext} from './context.ts';
import {renderReports} from './reports.ts';

/** `seatrial report <folder>`: renders the stored verdict again, without judging anew where trial.json is there. */
export function reportCommand({setExit}: CommandContext): Command {
  return new Command('report')
    .description('Render the reports of a stored trial again, with no cluster')
    .argument('<folder>', 'the folder of a trial, such as reports/oom-shop-…')
    .action(async (folder: string) => {
      const history = await readHistory(folder);
      const stored = await readFile(join(folder, 'trial.json'), 'utf8').catch(() => undefined);
      const trial = stored === undefined ? judge(history) : (JSON.parse(stored) as Trial);
      const files = await renderReports(folder, trial, history);
      process.stdout.write(`${files.map((file) => join(folder, file)).join('\n')}\n`);
      setExit(0);
    });
}
