import {existsSync} from 'node:fs';
import {mkdtemp, readdir, rename, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {HarnessError, UsageError} from '../../system/errors.ts';
import {CommandError, type Exec} from '../../system/exec.ts';
import {printable} from '../../text/printable.ts';
import {type Inputs, shown} from '../inputs/inputs.ts';
import {ownNetwork, unreachable} from '../inputs/own-network.ts';

/** The names by which Docker finds a compose file. */
const composeNames = /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/;
const convertMs = 60_000;

/** Where the manifests of a compose file are written, beside the profile. */
export const composedFolder = 'k8s';

/** Whether a path is called like a compose file. */
export function isCompose(path: string): boolean {
  return composeNames.test(basename(path));
}

export interface ComposeOptions {
  readonly exec: Exec;
  /** The kompose on the PATH, if there is one. */
  readonly kompose: string | undefined;
  readonly inputs: Inputs;
  /** Write over manifests that are there. */
  readonly force: boolean;
}

/**
 * Writes what kompose makes of a compose file into `k8s` below a folder, and resolves with that folder. kompose runs in a
 * network of its own. Throws UsageError where it refuses the file or the folder is there already, HarnessError `no-kompose`
 * where there is none.
 */
export async function composed(
  file: string,
  folder: string,
  {exec, kompose, inputs, force}: ComposeOptions,
): Promise<string> {
  const {path} = await inputs.find(file);
  const target = join(folder, composedFolder);
  if (kompose === undefined)
    throw new HarnessError(
      'no-kompose',
      `${shown(file)} is a compose file, and no kompose is here that could make manifests of it`,
      {hint: 'Put kompose (https://kompose.io) on the PATH, or write manifests and name them.'},
    );
  if (existsSync(target) && !force)
    throw new UsageError('manifests-there', `${shown(target)} is there already; nothing was written`, {
      hint: `Name it instead of the compose file: init ${composedFolder}; or add --force to have it made anew.`,
    });
  const made = await mkdtemp(join(folder, '.seatrial-compose-'));
  try {
    await exec([...(await ownNetwork(exec)), kompose, 'convert', '--file', path, '--out', made], {
      timeoutMs: convertMs,
      env: unreachable,
    }).catch((cause: unknown) => {
      if (!(cause instanceof CommandError) || cause.exitCode === undefined) throw cause;
      throw new UsageError(
        'compose-invalid',
        `${shown(file)}: kompose refuses it: ${printable(cause.stderr.trim(), 1000)}`,
        {
          cause,
          hint: 'Correct the compose file.',
        },
      );
    });
    if ((await readdir(made)).length === 0)
      throw new UsageError('compose-invalid', `${shown(file)}: kompose made no manifest of it`);
    await rm(target, {recursive: true, force: true});
    await rename(made, target);
  } finally {
    await rm(made, {recursive: true, force: true});
  }
  return target;
}
