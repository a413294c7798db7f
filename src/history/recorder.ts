import {appendFileSync, closeSync, lstatSync, mkdirSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {HistoryError} from './errors.ts';
import type {Append, HistoryEvent} from './events.ts';
import {files} from './files.ts';
import {redactor as plainRedactor, type Redactor} from './secrets/redact.ts';
import {foldersOf, linkedFolder} from './regular-file.ts';
import {requestColumns, sampleColumns} from './tables.ts';

/**
 * Writes the history of one trial. Every line is handed to the kernel before the call returns, so `kill -9` loses
 * nothing that was appended.
 */
export interface Recorder extends AsyncDisposable {
  readonly append: Append;
  /** Appends whole lines to requests.csv (no header, each ending in a newline). */
  requests(csvLines: string): void;
  /** Appends whole lines to added.csv, whose columns are those of requests.csv. */
  added(csvLines: string): void;
  /** Appends whole lines to samples.csv (no header, each ending in a newline). */
  samples(csvLines: string): void;
  /** Learns secrets that came to be known after it was opened: values by names that say so. */
  learn(values: Readonly<Record<string, string>>): void;
  /** Events so far, as written (redacted); the same array grows, for conditions. */
  readonly events: readonly HistoryEvent[];
  /**
   * Why the history on disk is not whole, once a write has failed; nothing is written after that, and `append` never
   * throws.
   */
  readonly failure: HistoryError | undefined;
  /** Closes the files; later appends are ignored, so that a late observer cannot crash a teardown. */
  close(): void;
}

export interface RecorderOptions {
  readonly clock: {nowMs(): number};
  /** The clock value that is 0 in the history, ms. */
  readonly epochMs: number;
  /** Takes out what must never be written. Default: one that knows no secret beforehand. */
  readonly redactor?: Redactor;
  /** Appends to an open file (default: the real thing). */
  readonly write?: (file: number, text: string) => void;
  /** Told of the first write that failed (a full disk): an error of the run, never of who appends. */
  readonly onFailure?: (error: HistoryError) => void;
}

/**
 * Opens the files of a history in a folder (made when missing), for its owner alone. Throws HistoryError when a
 * history is there already, or the folder is a link.
 */
export function openRecorder(folder: string, options: RecorderOptions): Recorder {
  const linked = foldersOf(folder).find((path) => lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink());
  if (linked !== undefined) throw linkedFolder(linked);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const redactor = options.redactor ?? plainRedactor();
  const history = openNew(folder, files.history);
  const requests = openNew(folder, files.requests);
  const added = openNew(folder, files.added);
  const samples = openNew(folder, files.samples);
  const events: HistoryEvent[] = [];
  let open = true;
  let failure: HistoryError | undefined;
  const {write: appendTo = appendFileSync} = options;
  const write = (name: string, file: number, text: string): void => {
    if (failure !== undefined) return;
    try {
      appendTo(file, text);
    } catch (error) {
      failure = unwritable(join(folder, name), error);
      options.onFailure?.(failure);
    }
  };
  write(files.requests, requests, `${requestColumns.join(',')}\n`);
  write(files.added, added, `${requestColumns.join(',')}\n`);
  write(files.samples, samples, `${sampleColumns.join(',')}\n`);
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const file of [history, requests, added, samples]) closeSync(file);
  };
  return {
    events,
    learn: redactor.learn,
    get failure() {
      return failure;
    },
    append(body, sourceTime) {
      if (!open) return;
      const tMs = Math.round((options.clock.nowMs() - options.epochMs) * 1000) / 1000;
      const times = {seq: events.length, tMs, ...(sourceTime === undefined ? {} : {sourceTime})};
      const event = {...times, ...redactor.event(body)} as HistoryEvent;
      write(files.history, history, `${JSON.stringify(event)}\n`);
      events.push(event);
    },
    requests: (csvLines) => open && write(files.requests, requests, csvLines),
    added: (csvLines) => open && write(files.added, added, csvLines),
    samples: (csvLines) => open && write(files.samples, samples, csvLines),
    close,
    // eslint-disable-next-line @typescript-eslint/require-await
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

function unwritable(path: string, error: unknown): HistoryError {
  const text = error instanceof Error ? error.message : String(error);
  return new HistoryError(
    'history-unwritable',
    `The history cannot be written to ${path}: ${text}`,
    'Make room there, or run from a folder on another disk',
    error,
  );
}

function openNew(folder: string, name: string): number {
  try {
    return openSync(join(folder, name), 'ax', 0o600);
  } catch (error) {
    if ((error as {code?: string}).code !== 'EEXIST') throw error;
    throw new HistoryError(
      'history-exists',
      `${join(folder, name)} exists already`,
      'Every trial needs a folder of its own; choose another one',
      error,
    );
  }
}
