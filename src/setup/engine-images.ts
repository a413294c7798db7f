import type {Clock} from '../system/clock.ts';
import {CommandError, type Exec} from '../system/exec.ts';
import type {Refusal} from './refusal.ts';
import {createRegistry} from './sources/registry.ts';

/** The images of the local Docker engine. */
export interface EngineImages {
  has(image: string): Promise<boolean>;
  /** Pulls with the engine's own credentials; resolves with why it could not. Throws when it was stopped. */
  pull(image: string): Promise<Refusal | undefined>;
  /** Builds a folder's Dockerfile, within 30 minutes; resolves with its last words where it failed. */
  build(context: string, tag: string): Promise<Refusal | undefined>;
}

const buildWithinMs = 30 * 60_000;
const wordsKept = 5;

/** The images of the engine that answers; no registry is asked before something is to be pulled. */
export function engineImages(exec: Exec, clock: Clock, signal: AbortSignal): EngineImages {
  const registry = createRegistry(async (argv, options) => {
    const both = options?.signal === undefined ? signal : AbortSignal.any([signal, options.signal]);
    return exec(argv, {...options, signal: both});
  }, clock);
  return {
    async has(image) {
      const {exitCode} = await exec(['docker', 'image', 'inspect', '--format', '{{.Id}}', image], {
        allowFailure: true,
        timeoutMs: 60_000,
        signal,
      });
      return exitCode === 0;
    },
    async pull(image) {
      const refusal = await registry.pull(image);
      signal.throwIfAborted();
      return refusal;
    },
    async build(context, tag) {
      try {
        await exec(['docker', 'build', '--force-rm', '--tag', tag, '--', context], {timeoutMs: buildWithinMs, signal});
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof CommandError)) throw error;
        return {refused: error.stderr.trim().split('\n').slice(-wordsKept).join('\n')};
      }
    },
  };
}
