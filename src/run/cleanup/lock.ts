import {createHash, randomUUID} from 'node:crypto';
import {linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {UsageError} from '../../system/errors.ts';
import {readOwnFile} from '../../system/own-file.ts';
import {checkName} from '../../cluster/clusters.ts';
import {type Holder, beating, isAlive, nameOf, thisHolder} from './holder.ts';
import {holderSchema} from './journal-line.ts';

/** The right to make, use, repair or delete one cluster: of one process at a time. */
export interface Lock {
  release(): void;
}

/** Who holds a cluster. */
export interface Held {
  readonly cluster: string;
  readonly run: string;
  readonly holder: Holder;
}

/**
 * Takes the lock of a cluster (`<state>/locks/<cluster>`) for a run, from a dead holder too: of several that try at
 * once exactly one gets it. Throws UsageError `cluster-in-use`, naming the run and the process, when a living one holds
 * it.
 */
export function holdCluster(state: string, cluster: string, run: string): Lock {
  checkName(cluster);
  const path = join(locksFolder(state), cluster);
  mkdirSync(dirname(path), {recursive: true, mode: 0o700});
  const text = recordOf(run);
  take(path, text, cluster);
  const stop = beating(() => utimesSync(path, new Date(), new Date()));
  return {
    release() {
      stop();
      if (read(path)?.text === text) rmSync(path, {force: true});
    },
  };
}

/** The locks that living processes hold. */
export function heldClusters(state: string): readonly Held[] {
  return entries(state)
    .filter(isLock)
    .flatMap((cluster) => {
      const found = read(join(locksFolder(state), cluster));
      return found?.alive === true ? [{cluster, run: found.run, holder: found.holder ?? nobody}] : [];
    });
}

/** Removes the locks of dead holders, and what a killed process left beside them; each is held while it goes. */
export function sweepLocks(state: string): void {
  const text = recordOf('seatrial clean');
  for (const name of entries(state)) {
    const path = join(locksFolder(state), name);
    if (read(path)?.alive !== false) continue;
    try {
      // A file with a dot in front is the draft of one process, and nobody else's.
      if (!name.startsWith('.')) take(path, text, name);
      rmSync(path, {force: true});
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
}

/** The error of a cluster that somebody else holds. */
export function inUse({cluster, run, holder}: Held): UsageError {
  return new UsageError('cluster-in-use', `The cluster ${cluster} is in use by ${run} (${nameOf(holder)})`, {
    hint: 'Wait for it, or end it: Ctrl-C takes back what it did. A run without --reuse gets a cluster of its own.',
  });
}

/** A lock that cannot be read is one that is being looked at, or broken: by its age alone. */
const nobody: Holder = {bootId: '', pidNamespace: '', pid: 0, startTime: ''};

interface Found {
  readonly text: string;
  readonly run: string;
  readonly holder: Holder | undefined;
  readonly alive: boolean;
}

/**
 * Writes `text` to `path` unless a living holder's is there. A dead one's is replaced only by who holds a second lock
 * that is named after that very text, so that nobody replaces what a faster one has put there: the second lock's own
 * dead holder is replaced the same way.
 */
function take(path: string, text: string, cluster: string): void {
  const whole = join(dirname(path), `.${randomUUID()}`);
  writeFileSync(whole, text, {mode: 0o600, flag: 'wx', flush: true});
  try {
    for (;;) {
      if (linked(whole, path)) return;
      const found = read(path);
      if (found === undefined) continue;
      if (found.alive) throw inUse({cluster, run: found.run, holder: found.holder ?? nobody});
      const claim = `${path}.after-${createHash('sha256').update(found.text).digest('hex').slice(0, 16)}`;
      take(claim, text, cluster);
      try {
        if (read(path)?.text !== found.text) continue;
        const own = join(dirname(path), `.${randomUUID()}`);
        writeFileSync(own, text, {mode: 0o600, flag: 'wx', flush: true});
        renameSync(own, path);
        return;
      } finally {
        rmSync(claim, {force: true});
      }
    }
  } finally {
    rmSync(whole, {force: true});
  }
}

/** No two are alike. */
function recordOf(run: string): string {
  return JSON.stringify({run, holder: thisHolder(), nonce: randomUUID()});
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): Found | undefined {
  let text: string;
  let beatMs: number;
  try {
    text = readOwnFile(path);
    beatMs = statSync(path).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const {run, holder} = parse(text);
  return {text, run, holder, alive: isAlive(holder ?? {...thisHolder(), pidNamespace: ''}, beatMs)};
}

function parse(text: string): {readonly run: string; readonly holder: Holder | undefined} {
  try {
    const record = JSON.parse(text) as {readonly run?: unknown; readonly holder?: unknown} | null;
    const holder = holderSchema.safeParse(record?.holder);
    if (typeof record?.run === 'string' && holder.success) return {run: record.run, holder: holder.data};
  } catch {
    // Garbage is told as what it is.
  }
  return {run: 'a lock that cannot be read', holder: undefined};
}

/** The names of clusters have no dot; what is beside the locks has. */
function isLock(name: string): boolean {
  return !name.includes('.');
}

function entries(state: string): readonly string[] {
  try {
    return readdirSync(locksFolder(state)).toSorted();
  } catch {
    return [];
  }
}

function locksFolder(state: string): string {
  return join(state, 'locks');
}
