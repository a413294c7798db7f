import {commandLine} from '../../system/command-line.ts';
import {join} from 'node:path';
import {Command} from 'commander';
import {readHistory} from '../../history/reader.ts';
import {readRegular} from '../../history/regular-file.ts';
import {judge} from '../../judge/judge.ts';
import {trialSchema} from '../../judge/trial-schema.ts';
import {type Trial, trialSchemaNumber} from '../../judge/trial.ts';
import {UsageError} from '../../system/errors.ts';
import {issueText} from '../../text/issue-text.ts';
import {printable} from '../../text/printable.ts';
import type {CommandContext} from '../context.ts';
import {ofStored, rendered, writeRendered} from '../reports.ts';
import {say} from '../streams.ts';

const mostBytes = 64 * 2 ** 20;

/**
 * `seatrial report <folder>`: renders the stored verdict again. It is judged anew only where there is no trial.json, or
 * one of an older schema.
 */
export function reportCommand({setExit}: CommandContext): Command {
  return new Command('report')
    .description('Write the reports of a recorded trial again, from its stored verdict')
    .argument('<folder>', 'the folder of a trial, such as reports/oom-shop-…')
    .action(async (folder: string) => {
      const history = await readHistory(folder);
      const stored = await readRegular(folder, 'trial.json', mostBytes);
      const trial =
        (stored === undefined ? undefined : parseTrial(stored.toString('utf8'), join(folder, 'trial.json'))) ??
        ofStored(folder, () => judge(history));
      const files = await writeRendered(
        folder,
        ofStored(folder, () => rendered(trial, history)),
      );
      say(`${files.map((file) => printable(join(folder, file))).join('\n')}\n`);
      setExit(0);
    });
}

const hint = `Somebody changed the file; "${commandLine('judge <folder>')}" computes it again from the history`;

/** A trial.json that may be a stranger's; none of an older schema. Throws UsageError that names what is wrong in it. */
function parseTrial(text: string, path: string): Trial | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError('trial-not-json', `${path}: expected JSON, got something else`, {hint, cause});
  }
  if (isOlder(value)) return undefined;
  const parsed = trialSchema.safeParse(value);
  if (parsed.success) return value as Trial;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    'trial-invalid',
    `${path}: ${issue === undefined ? 'expected a trial' : issueText(issue, value, 'the trial')}`,
    {hint},
  );
}

function isOlder(value: unknown): boolean {
  const {schema} = (value ?? {}) as {readonly schema?: unknown};
  return typeof schema === 'number' && schema < trialSchemaNumber;
}
