import {HarnessError} from '../system/errors.ts';
import {waitFor} from '../system/wait.ts';
import type {WaitOptions} from '../system/wait.ts';

/**
 * Like `waitFor`, for a cluster that is still coming up or coming back: a question that the API or a node failed to
 * answer is asked again, and its error is what was last seen when the bound is hit.
 */
export async function waitPatiently<T>(
  options: WaitOptions,
  probe: () => Promise<{readonly done: T} | {readonly seen: string}>,
): Promise<T> {
  return waitFor(options, async () => {
    try {
      return await probe();
    } catch (error) {
      if (error instanceof HarnessError) return {seen: error.message};
      throw error;
    }
  });
}
