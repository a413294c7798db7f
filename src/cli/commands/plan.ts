import {Command} from 'commander';
import {runTrial} from '../../run/trial.ts';
import type {CommandContext} from '../context.ts';
import {prepareTrial, type RunOptions, withRunOptions} from '../prepare.ts';
import {concluded} from './run.ts';
import {say} from '../streams.ts';
import {toolsHere} from '../tools-here.ts';

/** `seatrial plan <scenario>`: deploys the subject, prints what a trial would do to whom, and injects nothing. */
export function planCommand(context: CommandContext): Command {
  return withRunOptions(
    new Command('plan')
      .description('Deploy the subject and print what a trial would do to which pods and nodes; inject nothing')
      .argument('<scenario>', 'such as oom'),
  ).action(async (name: string, options: RunOptions) => {
    const {request, effects} = await prepareTrial(name, options, context, {
      planOnly: true,
      tools: toolsHere(options, context),
    });
    const outcome = await runTrial(request, {...effects, onVerdict: () => Promise.resolve()});
    if (outcome.plan !== undefined) say(`${JSON.stringify(outcome.plan, undefined, 2)}\n`);
    context.setExit(concluded(outcome));
  });
}
