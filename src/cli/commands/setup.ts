import {Command} from 'commander';
import {systemClock} from '../../system/clock.ts';
import {exec} from '../../system/exec.ts';
import {benchHere} from '../../setup/bench.ts';
import {agreed} from '../../setup/consent.ts';
import {setUp} from '../../setup/set-up.ts';
import {undoSetUp} from '../../setup/undo/undo.ts';
import type {CommandContext} from '../context.ts';

/**
 * `seatrial setup`: makes this machine able to run trials, once it was said what that changes; `--undo` takes it back.
 */
export function setupCommand({signal, live, setExit}: CommandContext): Command {
  return new Command('setup')
    .description(
      'Prepare this machine for trials: Docker, kind and images. Says what is missing and what it would change, and asks once',
    )
    .option('--yes', 'do not ask (also SEATRIAL_YES=1 or CI=1); needed where there is no terminal to ask on')
    .option('--undo', 'undo what setup changed, where nothing else has changed it since')
    .action(async ({yes = false, undo = false}: {readonly yes?: boolean; readonly undo?: boolean}) => {
      const asking = {input: process.stdin, output: process.stderr, env: process.env, yes, signal};
      if (undo) {
        const undone = await undoSetUp(benchHere({exec, clock: systemClock, signal}), {
          agreed: async () => agreed({...asking, command: 'setup --undo'}),
        });
        if (undone.some(({left}) => left !== undefined)) setExit(3);
        return;
      }
      await setUp({exec, clock: systemClock, signal, live, agreed: async () => agreed({...asking, command: 'setup'})});
    });
}
