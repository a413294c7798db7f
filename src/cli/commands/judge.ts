import {Command} from 'commander';
import {readHistory} from '../../history/reader.ts';
import {exitCode, judge} from '../../judge/judge.ts';
import type {CommandContext} from '../context.ts';
import {ofStored, rendered, showVerdict, writeRendered, writeTrial} from '../reports.ts';

/** `seatrial judge <folder>`: judges a stored history again, with no cluster. */
export function judgeCommand({setExit}: CommandContext): Command {
  return new Command('judge')
    .description('Judge a recorded trial again, without a cluster, and write its reports again')
    .argument('<folder>', 'the folder of a trial, such as reports/oom-shop-…')
    .action(async (folder: string) => {
      const history = await readHistory(folder);
      const trial = ofStored(folder, () => judge(history));
      // Rendered before anything is written.
      const files = ofStored(folder, () => rendered(trial, history));
      await writeTrial(folder, trial);
      await writeRendered(folder, files);
      showVerdict(folder, trial);
      setExit(exitCode(trial));
    });
}
