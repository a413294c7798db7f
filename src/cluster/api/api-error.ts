import {HarnessError} from '../../system/errors.ts';

/** The API server said no, or did not answer: `status` is its HTTP code, 0 when there was none. */
export class ApiError extends HarnessError {
  readonly status: number;
  /** The reason field of the server's Status, such as NotFound, Conflict, Expired. */
  readonly reason: string;
  /** What the server itself said. */
  readonly words: string;
  constructor(method: string, path: string, status: number, reason: string, message: string, cause?: unknown) {
    super('api', `${method} ${path}: ${status === 0 ? 'no answer' : `${status} ${reason}`}: ${message}`, {cause});
    this.status = status;
    this.reason = reason;
    this.words = message;
  }
}
