import {styleText} from 'node:util';
import {HistoryError} from '../history/errors.ts';
import {InterruptedError, messageOf, UsageError} from '../system/errors.ts';
import {printableLines} from '../text/printable.ts';

/**
 * What a person sees of an error: what happened, to what, and what to do now; a stack only with SEATRIAL_DEBUG.
 * Strangers' parts are printable.
 */
export function explain(error: unknown): string {
  const hint = isLost(error) ? 'Go to a folder that is there.' : (error as {readonly hint?: unknown} | null)?.hint;
  const message = isLost(error) ? 'The folder that you are in was removed' : messageOf(error);
  const lines = [`${styleText('red', 'error', {stream: process.stderr})}: ${printableLines(message)}`];
  if (typeof hint === 'string') lines.push(`  ${printableLines(hint)}`);
  if (process.env['SEATRIAL_DEBUG'] !== undefined && error instanceof Error)
    lines.push(printableLines(error.stack ?? ''), printableLines(causes(error)));
  return lines.filter((line) => line !== '').join('\n');
}

/** 64 for the user's mistake, 130 for an interruption, else 3. */
export function exitOf(error: unknown): number {
  // A folder that holds no readable history is the user's mistake too; one that cannot be written is not.
  if (
    error instanceof UsageError ||
    isLost(error) ||
    (error instanceof HistoryError && error.code !== 'history-unwritable')
  )
    return 64;
  if (error instanceof InterruptedError) return 130;
  return 3;
}

/** Whoever stands in a folder that was removed has no relative paths any more. */
function isLost(error: unknown): boolean {
  return (error as {readonly syscall?: unknown} | null | undefined)?.syscall === 'uv_cwd';
}

function causes(error: Error): string {
  const {cause} = error;
  return cause instanceof Error ? `caused by: ${cause.stack ?? cause.message}\n${causes(cause)}` : '';
}
