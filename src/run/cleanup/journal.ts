import {
  closeSync,
  existsSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {checkName} from '../../cluster/clusters.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {messageOf} from '../../system/errors.ts';
import {makeOwnFolder} from '../../system/folders.ts';
import {readOwnFile} from '../../system/own-file.ts';
import {beating, type Holder, isAlive, thisHolder} from './holder.ts';
import {type Line, parseLine} from './journal-line.ts';

/** Something that must be taken back: on disk before it exists. */
export interface PendingUndo {
  readonly id: string;
  readonly what: 'cluster' | 'namespace' | 'fault';
  /** The kind of fault; for the others the same as `what`. */
  readonly kind: string;
  /** Enough for another process to take it back. */
  readonly mark: Json;
}

/** What one run has to take back, fsynced, apart from its report. */
export interface Journal {
  readonly id: string;
  /** Writes what will have to be taken back to disk, then returns: create or inject only afterwards. */
  add(undo: Omit<PendingUndo, 'id'>): PendingUndo;
  /** It was taken back, or is not the run's to take back any more. */
  done(undo: PendingUndo): void;
  /** Whether something of this kind still has to be taken back. */
  isPending(what: PendingUndo['what']): boolean;
  /** Ends the journal: removed when nothing is pending, else left for `seatrial clean`. */
  close(): void;
}

export interface JournalRead {
  readonly id: string;
  readonly folder: string;
  readonly owner: Holder;
  /** Whether its run still lives. */
  readonly alive: boolean;
  /** The cluster the run works on, its own or a reused one. */
  readonly cluster: string;
  /** What still has to be taken back, newest first. */
  readonly pending: readonly PendingUndo[];
  /**
   * The numbers of the lines that are none of a journal; one that a crash cut off is the last, and was not yet acted
   * upon.
   */
  readonly oddLines: readonly number[];
}

/** A journal of which not even the run can be read: it counts as one of a living run. */
export interface UnreadableJournal {
  readonly id: string;
  readonly folder: string;
  readonly why: string;
}

const fileName = 'journal.jsonl';

/**
 * Opens `<state>/runs/<id>/journal.jsonl` for this process. It shows that its run lives every few seconds, by its time
 * of modification.
 */
export function openJournal(state: string, id: string, cluster: string): Journal {
  makeOwnFolder(state);
  const folder = join(runsFolder(state), id);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  // It never stands there without its first line: one that does not say whose it is could be taken for a dead one.
  const path = join(folder, fileName);
  const begins = existsSync(path) ? path : join(folder, `.${process.pid}`);
  const file = openSync(begins, 'a', 0o600);
  const open = new Map<string, PendingUndo>();
  let next = 0;
  const write = (line: object): void => {
    writeSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
  };
  write({is: 'begun', owner: thisHolder(), cluster});
  if (begins !== path) renameSync(begins, path);
  const stop = beating(() => futimesSync(file, new Date(), new Date()));
  return {
    id,
    add(undo) {
      const full: PendingUndo = {id: String(next++), ...undo};
      write({is: 'pending', ...full});
      open.set(full.id, full);
      return full;
    },
    done(undo) {
      write({is: 'done', id: undo.id});
      open.delete(undo.id);
    },
    isPending: (what) => [...open.values()].some((undo) => undo.what === what),
    close() {
      stop();
      closeSync(file);
      if (open.size === 0) rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** All journals of the state folder that can be read, also those of living runs. */
export function readJournals(state: string): readonly JournalRead[] {
  return readAll(state).flatMap((one) => ('why' in one ? [] : [one]));
}

/** Those that cannot be read. */
export function unreadableJournals(state: string): readonly UnreadableJournal[] {
  return readAll(state).flatMap((one) => ('why' in one ? [one] : []));
}

/** The folder of journals below the state folder. */
export function runsFolder(state: string): string {
  return join(state, 'runs');
}

function readAll(state: string): readonly (JournalRead | UnreadableJournal)[] {
  let ids: readonly string[];
  try {
    ids = readdirSync(runsFolder(state)).sort();
  } catch {
    return [];
  }
  return ids.flatMap((id) => readJournal(join(runsFolder(state), id), id) ?? []);
}

function readJournal(folder: string, id: string): JournalRead | UnreadableJournal | undefined {
  const path = join(folder, fileName);
  let text: string;
  let beatMs: number;
  try {
    text = readOwnFile(path);
    beatMs = statSync(path).mtimeMs;
  } catch (error) {
    // One that is being made, or was removed meanwhile, has nothing pending.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {id, folder, why: messageOf(error)};
  }
  const pending = new Map<string, PendingUndo>();
  const oddLines: number[] = [];
  let begun: Extract<Line, {is: 'begun'}> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) oddLines.push(index + 1);
    else if (entry.is === 'begun') begun = entry;
    else if (entry.is === 'pending')
      pending.set(entry.id, {id: entry.id, what: entry.what, kind: entry.kind, mark: entry.mark});
    else pending.delete(entry.id);
  }
  if (begun === undefined) return {id, folder, why: 'no line says which run it belongs to'};
  const {owner, cluster} = begun;
  return {
    id,
    folder,
    owner,
    alive: isAlive(owner, beatMs),
    cluster,
    pending: [...pending.values()].toReversed(),
    oddLines,
  };
}

/**
 * Where the kubeconfig of one of our clusters lies; ~/.kube/config is never touched. Throws UsageError for a name that
 * is not ours.
 */
export function kubeconfigOf(name: string, state: string): string {
  checkName(name);
  return join(state, 'clusters', name, 'kubeconfig');
}
