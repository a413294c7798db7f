import {HarnessError} from '../system/errors.ts';

/**
 * A fault that may not or cannot be done on this cluster, with the measured reason; nothing was touched. The step is
 * `not-exercised`, never a pass.
 */
export class NotExercisedError extends HarnessError {
  constructor(message: string, hint?: string) {
    super('not-exercised', message, hint === undefined ? {} : {hint});
  }
}
