import {Command} from 'commander';
import {systemClock} from '../system/clock.ts';
import {exec} from '../system/exec.ts';
import {setUp} from '../setup/set-up.ts';
import type {CommandContext} from './context.ts';

/** `seatrial setup`: makes this machine able to run trials. */
export function setupCommand({signal, live}: CommandContext): Command {
  return new Command('setup')
    .description('Make this machine able to run trials: Docker, kind, the node image and the images of the demo')
    .action(async () => void (await setUp({exec, clock: systemClock, signal, live})));
}
