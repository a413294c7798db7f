import {join, sep} from 'node:path';
import {agreed} from '../setup/consent.ts';
import {benchHere} from '../setup/bench.ts';
import type {Part} from '../setup/part.ts';
import {findKubectl} from '../setup/parts/kubectl.ts';
import {setUpForTrial, setUpOn} from '../setup/set-up.ts';
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
  const ask = asking(yes, signal);
  const found = new Map<string, Promise<Tools>>();
  return async (images) => {
    const key = images.join('\n');
    const tools = found.get(key) ?? setUpForTrial({exec, clock, signal, live, images, agreed: ask});
    found.set(key, tools);
    return tools;
  };
}

/**
 * A program that only some subjects need, looked for when it is first asked for; where it is missing it is set up as the
 * tools are, and throws what that throws.
 */
export function programHere(
  part: Part,
  {yes = false}: {readonly yes?: boolean},
  {signal, live}: Pick<CommandContext, 'signal' | 'live'>,
): () => Promise<string> {
  const find = async (): Promise<string> => {
    const bench = benchHere({exec, clock, signal});
    const there = await part.find(bench);
    if (there !== undefined) return there;
    await setUpOn(bench, [part], {live, agreed: asking(yes, signal)});
    const made = await part.find(bench);
    if (made !== undefined) return made;
    throw new HarnessError('not-set-up', `${part.title} was set up and is not there`, {hint: part.byHand});
  };
  let found: Promise<string> | undefined;
  return async () => (found ??= find());
}

/** A kubectl that renders kustomizations, without anything being set up. Throws HarnessError `no-kubectl`. */
export async function kubectlHere(signal: AbortSignal): Promise<string> {
  const kubectl = await findKubectl(benchHere({exec, clock, signal}));
  if (kubectl !== undefined) return kubectl;
  throw new HarnessError('no-kubectl', 'The subject is a kustomization, and no kubectl is here that could render it', {
    hint: `Run "${commandLine('setup')}", or install kubectl 1.34`,
  });
}

function asking(yes: boolean, signal: AbortSignal): () => Promise<void> {
  const how = {input: process.stdin, output: process.stderr, env: process.env, yes, signal, command: 'setup'};
  return async () => agreed(how).catch(refuse);
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
