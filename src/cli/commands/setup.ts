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
      'Make this machine able to run trials: Docker, kind, the node image and the images of the demo. Says first what is missing and what that changes, and asks once',
    )
    .option(
      '--yes',
      'do not ask (also SEATRIAL_YES=1 or CI=1); without a terminal nothing is changed unless this is said',
    )
    .option('--undo', 'take back what set-up is recorded to have changed, where it is still as set-up left it')
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
