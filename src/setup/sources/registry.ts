import type {Clock} from '../../system/clock.ts';
import {CommandError, type Exec} from '../../system/exec.ts';
import type {Refusal} from '../refusal.ts';
import {duration} from '../../text/duration.ts';

/** The image registries, as the engine reaches them. */
export interface Registry {
  /**
   * Pulls an image into the engine; refuses when it cannot be had. After one pull found no registry, the others refuse
   * at once.
   */
  pull(image: string): Promise<Refusal | undefined>;
}

const firstWordWithinMs = 12_000;
const pullWithinMs = 15 * 60_000;

/** A registry that is asked only when an image is wanted, and given up for good when nothing answers within 12 s. */
export function createRegistry(exec: Exec, clock: Clock): Registry {
  let silent: Refusal | undefined;
  return {
    async pull(image) {
      if (silent !== undefined) return silent;
      const refusal = await pullOnce(image, exec, clock);
      if (refusal?.unreachable === true) silent = {refused: refusal.refused};
      return refusal === undefined ? undefined : {refused: refusal.refused};
    },
  };
}

async function pullOnce(
  image: string,
  exec: Exec,
  clock: Clock,
): Promise<(Refusal & {readonly unreachable: boolean}) | undefined> {
  const giveUp = new AbortController();
  let answered = false;
  const pulling = exec(['docker', 'pull', image], {
    timeoutMs: pullWithinMs,
    onLine: (line) => {
      answered ||= /Pulling|Already exists|Digest:|Downloading/.test(line);
    },
    signal: giveUp.signal,
  });
  const ended = new AbortController();
  const watch = clock.sleep(firstWordWithinMs, ended.signal).then(
    () => {
      if (!answered) giveUp.abort();
    },
    () => undefined,
  );
  try {
    await pulling;
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (giveUp.signal.aborted)
      return {refused: `no image registry answered within ${duration(firstWordWithinMs)}`, unreachable: true};
    const reason = error.stderr.trim().split('\n').at(-1) ?? 'unknown reason';
    return {
      refused: `the registry did not give ${image}: ${reason}`,
      unreachable: !answered && !/not found|manifest unknown|denied|unauthorized/i.test(reason),
    };
  } finally {
    ended.abort();
    await watch;
  }
}
