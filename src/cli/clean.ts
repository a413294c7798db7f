import {Command} from 'commander';
import {systemClock} from '../system/clock.ts';
import {exec} from '../system/exec.ts';
import {stateFolder} from '../system/folders.ts';
import {openStream} from '../system/stream.ts';
import {clean, cleanHost, findLeftovers} from '../run/clean.ts';
import type {CommandContext} from './context.ts';

/** `seatrial clean [cluster]`: removes everything of ours that no living run owns, also after `kill -9`. */
export function cleanCommand({signal, setExit}: CommandContext): Command {
  return new Command('clean')
    .description(
      'Remove everything of ours that no living run owns: clusters (kept and warm ones too), networks, namespaces, faults; a kept or warm cluster that a dead run left in disorder is restored first, and stays',
    )
    .argument('[cluster]', 'only this cluster')
    .option('--list', 'show what would be removed, and remove nothing')
    .action(async (only: string | undefined, {list}: {readonly list?: boolean}) => {
      const leftovers = await findLeftovers({effects: {exec, openStream}, clock: systemClock, state: stateFolder(), signal}, only);
      if (list !== true) await cleanHost({exec, openStream});
      if (leftovers.length === 0) {
        process.stdout.write('Nothing of ours is left on this machine.\n');
        return;
      }
      if (list === true) {
        process.stdout.write(`${leftovers.map(({what, name, why}) => `${what} ${name}: ${why}`).join('\n')}\n`);
        return;
      }
      const cleaned = await clean(leftovers, (text) => process.stderr.write(`▶ Take back ${text}\n`));
      for (const {leftover, error} of cleaned) {
        process.stdout.write(
          error === undefined
            ? `${leftover.what === 'debts' ? 'taken back: what was owed by' : 'removed cluster'} ${leftover.name}\n`
            : `still there: ${leftover.what} ${leftover.name}: ${error}\n`,
        );
      }
      if (cleaned.some(({error}) => error !== undefined)) setExit(3);
    });
}
