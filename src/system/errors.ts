import {duration} from '../text/duration.ts';

/** The base of every error a person may see: what happened, to what, and (hint) what to do now. */
export class SeatrialError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  constructor(code: string, message: string, options: {readonly hint?: string; readonly cause?: unknown} = {}) {
    super(message, options.cause === undefined ? {} : {cause: options.cause});
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The user's input is wrong; nothing was touched, or it was all taken back. Exit code 64. */
export class UsageError extends SeatrialError {}

/** The harness, the machine or the cluster could not do its part. Exit code 3. */
export class HarnessError extends SeatrialError {}

/** The run was stopped by Ctrl-C or SIGTERM. Exit code 130. */
export class InterruptedError extends SeatrialError {
  constructor(message = 'Interrupted', options: {readonly cause?: unknown} = {}) {
    super('interrupted', message, options);
  }
}

/** A bounded wait that ended without its condition: an outcome the caller judges, never a warning. */
export class WaitTimeoutError extends HarnessError {
  readonly waitedMs: number;
  readonly lastSeen: string;
  constructor(what: string, waitedMs: number, lastSeen: string) {
    super('wait-timeout', `Waited ${duration(waitedMs)} for ${what}; last seen: ${lastSeen}`);
    this.waitedMs = waitedMs;
    this.lastSeen = lastSeen;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
