import {closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import type {Json} from '../objects/kube-object.ts';
import {makeOwnFolder} from '../system/folders.ts';
import {type Owner, thisOwner} from './owner.ts';

/** One thing that must be taken back: on disk before it exists. */
export interface Debt {
  readonly id: string;
  readonly what: 'cluster' | 'namespace' | 'fault';
  /** The kind of fault; for the others the same as `what`. */
  readonly kind: string;
  /** Enough for another process to take it back. */
  readonly mark: Json;
}

/** What one run owes, fsynced, apart from its report. */
export interface Journal {
  readonly id: string;
  /** Writes the debt to disk, then returns: create or inject only afterwards. */
  owe(debt: Omit<Debt, 'id'>): Debt;
  settle(debt: Debt): void;
  /** Ends the journal: removed when nothing is owed, else left for `seatrial clean`. */
  close(): void;
}

export interface JournalRead {
  readonly id: string;
  readonly folder: string;
  readonly owner: Owner;
  /** The cluster the run works on, its own or a warm one. */
  readonly cluster: string;
  /** Unsettled debts, newest first. */
  readonly debts: readonly Debt[];
}

/** Opens `<state>/runs/<id>/journal.jsonl` for this process. */
export function openJournal(state: string, id: string, cluster: string): Journal {
  makeOwnFolder(state);
  const folder = join(runsFolder(state), id);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const file = openSync(join(folder, 'journal.jsonl'), 'a', 0o600);
  const open = new Map<string, Debt>();
  let next = 0;
  const write = (line: object): void => {
    writeSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
  };
  write({is: 'begun', owner: thisOwner(), cluster});
  return {
    id,
    owe(debt) {
      const full: Debt = {id: String(next++), ...debt};
      write({is: 'owed', ...full});
      open.set(full.id, full);
      return full;
    },
    settle(debt) {
      write({is: 'settled', id: debt.id});
      open.delete(debt.id);
    },
    close() {
      closeSync(file);
      if (open.size === 0) rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** All journals of the state folder, also those of living runs. */
export function readJournals(state: string): readonly JournalRead[] {
  let ids: readonly string[];
  try {
    ids = readdirSync(runsFolder(state)).sort();
  } catch {
    return [];
  }
  return ids.flatMap((id) => readJournal(join(runsFolder(state), id), id) ?? []);
}

/** The folder of journals below the state folder. */
export function runsFolder(state: string): string {
  return join(state, 'runs');
}

function readJournal(folder: string, id: string): JournalRead | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'journal.jsonl'), 'utf8');
  } catch {
    return undefined;
  }
  const debts = new Map<string, Debt>();
  let owner: Owner = {bootId: '', pid: 0, startTime: ''};
  let cluster = '';
  for (const line of text.split('\n')) {
    const entry = parse(line);
    if (entry === undefined) continue;
    if (entry.is === 'begun') ({owner, cluster} = entry);
    else if (entry.is === 'owed') debts.set(entry.id, {id: entry.id, what: entry.what, kind: entry.kind, mark: entry.mark});
    else debts.delete(entry.id);
  }
  return {id, folder, owner, cluster, debts: [...debts.values()].reverse()};
}

type Line =
  | {readonly is: 'begun'; readonly owner: Owner; readonly cluster: string}
  | ({readonly is: 'owed'} & Debt)
  | {readonly is: 'settled'; readonly id: string};

/** A line cut off by a crash was not yet acted upon: it is passed over. */
function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}
