import {Command} from 'commander';
import {known} from '../../run/known.ts';
import {discoverScenarios} from '../../scenario/discover.ts';
import type {CommandContext} from '../context.ts';
import {columns} from '../../text/columns.ts';
import {named, scenarioFolders} from '../prepare.ts';
import {say} from '../streams.ts';

/** `seatrial list`: the scenarios, each with its question, and which of them `verify --quick` takes. */
export function listCommand(_context: CommandContext): Command {
  return new Command('list')
    .description('List the scenarios, each with the question it asks')
    .option(
      '--scenarios <folder>',
      'a folder with scenarios of your own, beside the built-in ones; their code is run',
      named,
    )
    .action(async (options: {readonly scenarios?: string}) => {
      const scenarios = await discoverScenarios(scenarioFolders(options), known);
      const rows = scenarios.map(({name, scenario}) => [
        name,
        `${scenario.question}${scenario.quick === true ? ' (quick)' : ''}`,
      ]);
      say(`${columns(rows).join('\n')}\n`);
    });
}
