import {join, sep} from 'node:path';
import {agreed} from '../setup/consent.ts';
import {setUpForTrial} from '../setup/set-up.ts';
import type {Tools} from '../setup/tools.ts';
import {systemClock as clock} from '../system/clock.ts';
import {commandLine} from '../system/command-line.ts';
import {HarnessError, UsageError} from '../system/errors.ts';
import {exec} from '../system/exec.ts';
import {type CommandContext, home} from './context.ts';

/** The tools for trials of a subject with these images. */
export type ToolsHere = (images: readonly string[]) => Promise<Tools>;

/**
 * The tools of this machine, looked for once for each list of images. What is missing is set up first, once somebody
 * agreed to it; throws HarnessError `not-set-up` when nobody can be asked, and what `setUpForTrial` throws.
 */
export function toolsHere(
  {yes = false}: {readonly yes?: boolean},
  {signal, live}: Pick<CommandContext, 'signal' | 'live'>,
): ToolsHere {
  const asking = {input: process.stdin, output: process.stderr, env: process.env, yes, signal, command: 'setup'};
  const ask = async () => agreed(asking).catch(refuse);
  const found = new Map<string, Promise<Tools>>();
  return async (images) => {
    const key = images.join('\n');
    const tools = found.get(key) ?? setUpForTrial({exec, clock, signal, live, images, agreed: ask});
    found.set(key, tools);
    return tools;
  };
}

/** True for the demo and the twins of this package, by their path in it. */
export function isOurs(profile: string): boolean {
  return profile.startsWith(join(home, 'demo', sep));
}

function refuse(error: unknown): never {
  if (!(error instanceof UsageError) || error.code !== 'nobody-to-ask') throw error;
  throw new HarnessError(
    'not-set-up',
    'This machine is not set up for trials, and there is no terminal to ask whether it may be; nothing was changed',
    {hint: `To set up what is listed above without a question: ${commandLine('setup --yes')}`},
  );
}
