import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {join, resolve} from 'node:path';
import type {Command} from 'commander';
import type {Present} from '../progress/work.ts';

/** What every command gets. */
export interface CommandContext {
  /** Aborted by Ctrl-C, SIGTERM, a terminal that closes, and whatever keeps this process from doing its part. */
  readonly signal: AbortSignal;
  /** How a person sees what goes on. */
  readonly present: Present;
  /** The same, where it is drawn in place on a terminal. */
  readonly live: Present | undefined;
  readonly argv: readonly string[];
  readonly setExit: (code: number) => void;
  /** The names of all commands that a person types. */
  readonly commands: readonly string[];
  readonly commandOf: (name: string) => Promise<Command | undefined>;
}

/** The folder of the clone or the installed package: scenarios, demo and node-image lie below it. */
export const home = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The project's scenarios: as they are written in a clone, compiled in an installed package. */
export const scenarios = existsSync(join(home, 'src')) ? join(home, 'scenarios') : join(home, 'dist', 'scenarios');

/** The subject that comes with the project. */
export const demoProfile = join(home, 'demo', 'shop', 'seatrial.yaml');
