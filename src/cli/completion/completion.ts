import {join} from 'node:path';
import {Argument, Command} from 'commander';
import {quoted} from '../../system/command-line.ts';
import {type CommandContext, home} from '../context.ts';
import {say} from '../streams.ts';
import {scripts, shells} from './scripts.ts';

/** `seatrial completion <shell>`: prints the script that makes Tab complete the command line. */
export function completionCommand(_context: CommandContext): Command {
  return new Command('completion')
    .description('Print a script that lets Tab complete commands, options, scenarios, twins and folders of reports')
    .addArgument(new Argument('<shell>', 'whose script').choices(shells))
    .addHelpText('after', '\nThe first line of the script says how to load it.')
    .action((shell: (typeof shells)[number]) => {
      const program = [process.execPath, join(home, 'bin', 'seatrial.js')].map(quoted).join(' ');
      say(scripts[shell](`${program} complete`));
    });
}
