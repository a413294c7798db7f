import {closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {HarnessError} from '../system/errors.ts';
import {issueText} from '../text/issue-text.ts';

const text = z.string().max(1_000_000);
/** Something that set-up changed. `made` is false while it is being changed: then it may or may not have happened. */
const entry = z.discriminatedUnion('kind', [
  /** `before` is null where there was no file. */
  z.object({kind: z.literal('file'), path: text, before: text.nullable(), after: text, made: z.boolean()}),
  /** Those that were not there before, with what they brought along. */
  z.object({kind: z.literal('packages'), added: z.array(z.object({name: text, version: text})), made: z.boolean()}),
  z.object({kind: z.literal('sysctl'), name: text, before: text, after: text, made: z.boolean()}),
  /**
   * `started` is the start time of the process in the kernel's ticks since the boot; of systemd's engine nothing is
   * known.
   */
  z.object({
    kind: z.literal('engine'),
    how: z.enum(['systemd', 'dockerd']),
    pid: z.int().optional(),
    started: text.optional(),
    made: z.boolean(),
  }),
  z.object({kind: z.literal('image'), tag: text, id: text.optional(), made: z.boolean()}),
  z.object({kind: z.literal('cache'), path: text, made: z.boolean()}),
]);
const stored = z.object({version: z.literal(1), entries: z.array(entry)});

export type Entry = z.infer<typeof entry>;

/** What set-up changed on this machine, in the order in which it did; on disk before each change is made. */
export interface SetupRecord {
  entries(): readonly Entry[];
  /**
   * Writes an entry down, makes the change, and writes down that it was made (with what `make` resolves to know of it).
   */
  changing(change: Entry, make: () => Promise<Partial<Entry> | void>): Promise<void>;
  /** Forgets entries: they were taken back. */
  forget(entries: readonly Entry[]): void;
}

/** The record in `<folder>/setup.json`. Throws HarnessError when it cannot be understood. */
export function openRecord(folder: string): SetupRecord {
  const file = join(folder, 'setup.json');
  let known: readonly Entry[] | undefined;
  const entries = (): readonly Entry[] => (known ??= readRecord(file));
  const keep = (next: readonly Entry[]): void => {
    known = next;
    writeRecord(folder, file, next);
  };
  return {
    entries,
    async changing(change, make) {
      const intended: Entry = {...change, made: false};
      keep([...entries().filter((other) => !isSame(other, change)), intended]);
      const seen = await make();
      const made = entry.parse({...change, ...seen, made: true});
      keep(entries().map((other) => (other === intended ? made : other)));
    },
    forget: (gone) => keep(entries().filter((other) => !gone.includes(other))),
  };
}

/**
 * An image that is built again, the cache and an engine are there once. Of a file the first entry knows what was there
 * before us.
 */
function isSame(one: Entry, other: Entry): boolean {
  if (one.kind === 'image' && other.kind === 'image') return one.tag === other.tag;
  return (
    (one.kind === 'cache' && other.kind === 'cache' && one.path === other.path) ||
    (one.kind === 'engine' && other.kind === 'engine')
  );
}

function readRecord(file: string): readonly Entry[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    const read = stored.safeParse(JSON.parse(content));
    if (read.success) return read.data.entries;
    throw new Error(read.error.issues.map((issue) => issueText(issue, undefined, 'the record')).join('; '));
  } catch (error) {
    throw new HarnessError(
      'setup-record',
      `${file} cannot be understood: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        hint: 'It says what set-up changed on this machine. Take back by hand what it names, then delete it',
      },
    );
  }
}

/** Whole or not at all, and for nobody else's eyes: a file's previous content may be a secret. */
function writeRecord(folder: string, file: string, entries: readonly Entry[]): void {
  if (entries.length === 0) {
    rmSync(file, {force: true});
    return;
  }
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const temporary = `${file}.${process.pid}.part`;
  rmSync(temporary, {force: true});
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify({version: 1, entries}, undefined, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}
