import {createInterface} from 'node:readline/promises';
import type {Readable, Writable} from 'node:stream';
import {commandLine} from '../system/command-line.ts';
import {InterruptedError, UsageError} from '../system/errors.ts';

/** Where somebody can be asked, and what was said beforehand. */
export interface Asking {
  readonly input: Readable & {readonly isTTY?: boolean};
  readonly output: Writable & {readonly isTTY?: boolean};
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--yes` was said. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
  /** The command, for the line to type: `setup`, `setup --undo`. */
  readonly command: string;
}

/**
 * Resolves when what was shown may be done: somebody said so beforehand (`--yes`, `SEATRIAL_YES`, `CI`), or says so
 * now. Throws UsageError when nobody can be asked or the answer is no, InterruptedError after Ctrl-C.
 */
export async function agreed(asking: Asking): Promise<void> {
  const {input, output, env, yes} = asking;
  if (yes || isOn(env['SEATRIAL_YES']) || isOn(env['CI'])) return;
  if (input.isTTY !== true || output.isTTY !== true) {
    throw new UsageError(
      'nobody-to-ask',
      'This needs your word, and there is no terminal to ask for it; nothing was changed',
      {
        hint: `To go on without a question: ${commandLine(`${asking.command} --yes`)}`,
      },
    );
  }
  if (!/^(y|yes)?$/i.test((await answer(asking)).trim()))
    throw new UsageError('not-agreed', 'You said no; nothing was changed', {
      hint: `When you want it after all: ${commandLine(asking.command)}`,
    });
}

/** The answer to the one question; "no" when the terminal closes. */
async function answer({input, output, signal}: Asking): Promise<string> {
  const lines = createInterface({input, output, terminal: true});
  const asked = Promise.withResolvers<string>();
  const interrupted = (): void => asked.reject(new InterruptedError('Interrupted; nothing was changed'));
  lines.once('SIGINT', interrupted);
  lines.once('close', () => asked.resolve('no'));
  signal.addEventListener('abort', interrupted, {once: true});
  if (signal.aborted) interrupted();
  lines.question('Go on? [Y/n] ').then(asked.resolve, () => undefined);
  try {
    return await asked.promise;
  } finally {
    signal.removeEventListener('abort', interrupted);
    lines.close();
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
