import {Command} from 'commander';
import {systemClock} from '../../system/clock.ts';
import {exec} from '../../system/exec.ts';
import {stateFolder} from '../../system/folders.ts';
import {benchHere} from '../../setup/bench.ts';
import {openStream} from '../../system/stream.ts';
import {readOwner} from '../../run/cleanup/owner.ts';
import {clean, cleanHost, findUnused} from '../../run/cleanup/clean.ts';
import {findLeftAlone} from '../../run/cleanup/left-alone.ts';
import {sweepLocks} from '../../run/cleanup/lock.ts';
import {requireAnswer, requireEngine} from '../../setup/local-engine.ts';
import type {CommandContext} from '../context.ts';
import {say, tell} from '../streams.ts';

/** `seatrial clean [cluster]`: removes everything of ours that no living run owns, also after `kill -9`. */
export function cleanCommand({signal, setExit}: CommandContext): Command {
  return new Command('clean')
    .description(
      "Clean up after runs that have ended: undo their faults, delete their namespaces, then delete seatrial's clusters that no run uses. A kept cluster that such a run left changed is restored, and stays",
    )
    .argument('[cluster]', 'only this cluster')
    .option('--list', 'show what would be cleaned up, and change nothing')
    .action(async (only: string | undefined, {list}: {readonly list?: boolean}) => {
      const state = stateFolder();
      const bench = benchHere({exec, clock: systemClock, signal});
      await (list === true ? requireAnswer(bench) : requireEngine(bench));
      const context = {effects: {exec, openStream}, clock: systemClock, state, owner: readOwner(state), signal};
      const found = await findUnused(context, only);
      const {odd, others} = await findLeftAlone(context);
      for (const line of [...odd, ...(list === true ? others : [])]) say(`${line}\n`);
      if (list !== true) {
        sweepLocks(state);
        await cleanHost({exec, openStream});
      }
      if (found.length === 0) {
        say('Nothing is left to clean up on this machine.\n');
        return;
      }
      if (list === true) {
        say(`${found.map(({what, name, why}) => `${what} ${name}: ${why}`).join('\n')}\n`);
        return;
      }
      const cleaned = await clean(found, (text) => tell(`▶ Take back ${text}\n`));
      for (const {unused, error, inUse} of cleaned) {
        say(
          inUse !== undefined
            ? `left alone: ${inUse}\n`
            : error === undefined
              ? `${unused.what === 'run' ? 'taken back: what was left by' : 'removed cluster'} ${unused.name}\n`
              : `still there: ${unused.what} ${unused.name}: ${error}\n`,
        );
      }
      if (cleaned.some(({error}) => error !== undefined)) setExit(3);
    });
}
