import {Command} from 'commander';
import {readOffline} from '../../offline/reading.ts';
import {offlineText} from '../../report/text/offline.ts';
import {known} from '../../run/known.ts';
import {runTrial} from '../../run/trial.ts';
import {discoverScenarios, loadScenario} from '../../scenario/discover.ts';
import {suiteOrder} from '../../scenario/order.ts';
import {UsageError} from '../../system/errors.ts';
import type {CommandContext} from '../context.ts';
import {patienceFor, prepareTrial, type RunOptions, scenarioFolders, withRunOptions} from '../prepare.ts';
import {readHere} from '../read-subject.ts';
import {concluded} from './run.ts';
import {say} from '../streams.ts';
import {toolsHere} from '../tools-here.ts';

interface PlanOptions extends RunOptions {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/**
 * `seatrial plan <scenario>`: deploys the subject, prints what a trial would do to whom, and injects nothing. `--offline`:
 * what can be said without a cluster.
 */
export function planCommand(context: CommandContext): Command {
  return withRunOptions(
    new Command('plan')
      .description('Deploy the subject and print what a trial would do to which pods and nodes; inject nothing')
      .argument('[scenario]', 'such as oom; with --offline all of them by default'),
  )
    .option(
      '--offline',
      'no cluster, no engine: read the files, and say what is adapted, missing, linted and exercised',
    )
    .option('--json', 'with --offline: the same as JSON')
    .action(async (name: string | undefined, options: PlanOptions) => {
      if (options.offline === true) return offline(name, options, context);
      if (options.json === true)
        throw new UsageError('json-and-cluster', 'plan prints JSON by itself; --json belongs to --offline', {
          hint: 'Leave out --json, or add --offline',
        });
      if (name === undefined)
        throw new UsageError('no-scenario', 'plan needs a scenario', {
          hint: 'Name one, such as oom; or add --offline for what can be said of all without a cluster',
        });
      const {request, effects} = await prepareTrial(name, options, context, {
        planOnly: true,
        tools: toolsHere(options, context),
      });
      const outcome = await runTrial(request, {...effects, onVerdict: () => Promise.resolve()});
      if (outcome.plan !== undefined) say(`${JSON.stringify(outcome.plan, undefined, 2)}\n`);
      context.setExit(concluded(outcome));
      return undefined;
    });
}

async function offline(name: string | undefined, options: PlanOptions, context: CommandContext): Promise<void> {
  const folders = scenarioFolders(options);
  const scenarios =
    name === undefined ? await discoverScenarios(folders, known) : [await loadScenario(name, folders, known)];
  const subject = await readHere(options, context);
  const reading = readOffline({
    ...subject,
    scenarios: suiteOrder(scenarios),
    patience: patienceFor(options, false),
  });
  say(options.json === true ? `${JSON.stringify(reading, undefined, 2)}\n` : `${offlineText(reading)}\n`);
  // A stranger that asks for more is refused by a trial.
  context.setExit(subject.beyond.length > 0 && options.trustSubject !== true ? 64 : 0);
}
