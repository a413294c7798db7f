import type {Clock} from '../system/clock.ts';
import type {Exec} from '../system/exec.ts';
import type {Refusal} from './refusal.ts';
import {createRegistry} from './sources/registry.ts';

/** The images of the local Docker engine. */
export interface EngineImages {
  has(image: string): Promise<boolean>;
  /** Pulls with the engine's own credentials; resolves with why it could not. Throws when it was stopped. */
  pull(image: string): Promise<Refusal | undefined>;
}

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
  };
}
