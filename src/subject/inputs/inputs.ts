import {readdir, realpath, stat} from 'node:fs/promises';
import {isAbsolute, relative, sep} from 'node:path';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {bytes} from '../../text/units.ts';
import {irregular, readRegularFile, tooLarge, UnreadableError} from '../../system/regular-file.ts';
import {rootOf} from './root.ts';

/** Bounds of what a profile leads to, in bytes and in files. */
export const inputBounds = {
  profileBytes: 1024 ** 2,
  fileBytes: 8 * 1024 ** 2,
  allBytes: 64 * 1024 ** 2,
  files: 10_000,
} as const;

/** What a path led to: its real path, and whether it is a folder. */
export interface Found {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * The files of a subject: regular ones below one root, each and all together of bounded size. Everything that a profile
 * leads to is read by this.
 */
export interface Inputs {
  /** The real path that everything must lie below. */
  readonly root: string;
  /**
   * Throws InputError for what is not there, leads out of the root, or is neither a file nor a folder, and when there
   * are too many.
   */
  find(path: string): Promise<Found>;
  /** The text of a file, read once. Throws InputError as `find`, and for one that is too large. */
  text(path: string, most?: number): Promise<string>;
  /** The names in a folder, in order. */
  names(folder: string): Promise<readonly string[]>;
}

/** An input that was not read. `got` says why, in words that follow "expected … , got". */
export class InputError extends UsageError {
  readonly got: string;
  constructor(path: string, got: string) {
    super('input-refused', `${shown(path)}: expected a file or folder of the subject, got ${got}`, {hint: inputHint});
    this.got = got;
  }
}

const inputHint =
  'A subject is regular files below one root: the git work tree of its profile, else the folder of the profile, or what --root names.';

export interface InputsOptions {
  /** A root instead of the one that is found. */
  readonly root?: string | undefined;
  /** The folder of this package: profiles in it have it as their root. */
  readonly home?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the inputs of a profile; nothing is read yet. Throws UsageError when the root is no folder. */
export async function openInputs(profile: string, {root, home, signal}: InputsOptions = {}): Promise<Inputs> {
  const below = await rootOf(profile, root, home);
  const texts = new Map<string, string>();
  const sizes = new Map<string, number>();
  let readBytes = 0;

  const real = async (path: string): Promise<string> => {
    signal?.throwIfAborted();
    const led = await realpath(path).catch((error: unknown) => {
      throw new InputError(path, reasonOf(error));
    });
    if (isBelow(led, below)) return led;
    throw new InputError(path, `one that leads out of the root ${printable(below)}, to ${printable(led)}`);
  };
  const count = (path: string, size: number): void => {
    readBytes += size - (sizes.get(path) ?? 0);
    sizes.set(path, size);
    if (sizes.size > inputBounds.files) throw new InputError(below, `more than ${inputBounds.files} files and folders`);
    if (readBytes > inputBounds.allBytes)
      throw new InputError(path, `more than ${bytes(inputBounds.allBytes)} with the files before it`);
  };

  return {
    root: below,
    async find(path) {
      const led = await real(path);
      const stats = await stat(led);
      const isFolder = stats.isDirectory();
      const what = irregular(stats);
      if (what !== undefined && !isFolder) throw new InputError(path, what);
      if (!isFolder && stats.size > inputBounds.fileBytes)
        throw new InputError(path, tooLarge(stats.size, inputBounds.fileBytes).message);
      count(led, isFolder ? 0 : stats.size);
      return {path: led, isFolder};
    },
    async text(path, most = inputBounds.fileBytes) {
      const led = await real(path);
      const known = texts.get(led);
      if (known !== undefined) return known;
      const text = await readRegularFile(led, {most, signal}).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw new InputError(path, reasonOf(error));
      });
      count(led, Buffer.byteLength(text));
      texts.set(led, text);
      return text;
    },
    async names(folder) {
      return (await readdir(await real(folder))).toSorted();
    },
  };
}

/** A path as a person would type it here, in one printable line. */
export function shown(path: string): string {
  return printable(relative(process.cwd(), path) || '.', 500);
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableError) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'nothing',
    ENOTDIR: 'nothing: a part of the path is no folder',
    ELOOP: 'a link that leads in circles',
    EACCES: 'one that may not be read',
    EPERM: 'one that may not be read',
    ENAMETOOLONG: 'a path that is too long',
    ENXIO: 'a socket',
  };
  return (code === undefined ? undefined : words[code]) ?? `an error: ${printable(String(code ?? error), 100)}`;
}
