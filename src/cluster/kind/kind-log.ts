import {appendFileSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {CommandError} from '../../system/exec.ts';
import {HarnessError} from '../../system/errors.ts';

/** What kind says while it creates a cluster: all of it into a file, its steps to whoever watches. */
export interface KindLog {
  readonly onLine: (line: string) => void;
  /** An error of kind that says where the file is; any other error as it is. */
  readonly explained: (error: unknown) => unknown;
}

/** Opens the file, with its folder; lines are added to what is there. */
export function openKindLog(path: string, onStep: (text: string) => void): KindLog {
  mkdirSync(dirname(path), {recursive: true, mode: 0o700});
  return {
    onLine(line) {
      appendFileSync(path, `${line}\n`, {mode: 0o600});
      const step = stepIn(line);
      if (step !== undefined) onStep(step);
    },
    explained: (error) =>
      error instanceof CommandError
        ? new HarnessError('cluster-not-created', `kind could not create the cluster. ${error.message}`, {
            cause: error,
            hint: `All that kind said stands in ${path}`,
          })
        : error,
  };
}

/** ` • Preparing nodes 📦 📦  ...` begins a step, which is told as `preparing nodes`; all other lines are only kept. */
export function stepIn(line: string): string | undefined {
  const said = /^\s*• (.+)$/u.exec(line)?.[1]?.replace(/[^\p{L}\p{N})]+$/u, '');
  return said === undefined || said === '' ? undefined : said.charAt(0).toLowerCase() + said.slice(1);
}
