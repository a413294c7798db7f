/**
 * A stored history that cannot be read or written: which file, which line, why (code, hint as in system/errors.ts,
 * which this folder may not import).
 */
type Code =
  | 'history-missing'
  | 'history-newer'
  | 'history-garbage'
  | 'history-odd'
  | 'history-exists'
  | 'history-unwritable'
  | 'history-not-regular'
  | 'history-too-big'
  | 'history-link';

export class HistoryError extends Error {
  readonly code: string;
  readonly hint: string;
  constructor(code: Code, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : {cause});
    this.name = 'HistoryError';
    this.code = code;
    this.hint = hint;
  }
}
