import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Clock} from '../system/clock.ts';
import type {Exec} from '../system/exec.ts';
import {cacheFolder, stateFolder} from '../system/folders.ts';
import {openRecord, type SetupRecord} from './record.ts';
import {createRegistry, type Registry} from './sources/registry.ts';

/** What the parts work with: the effects, the facts about this machine, and where things are kept. */
export interface Bench {
  readonly exec: Exec;
  /** Not stopped by `signal`: to take back what a stopped command left. */
  readonly execAnyway: Exec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The processor as Node names it: x64, arm64. */
  readonly arch: string;
  readonly root: boolean;
  /** Built tools and half-made artefacts; outside the clone, may be deleted at any time. */
  readonly cache: string;
  /** Logs of the set-up and of a daemon it started. */
  readonly state: string;
  /** The folder of this package, which holds `node-image/` and `demo/`. */
  readonly home: string;
  readonly registry: Registry;
  /** The folder that is this machine's `/`: empty, but for tests. */
  readonly machine: string;
  /** What was changed on the machine, for taking it back. */
  readonly record: SetupRecord;
}

export interface BenchOptions {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** The bench of the machine this runs on. */
export function benchHere({exec, clock, signal = new AbortController().signal}: BenchOptions): Bench {
  const withSignal: Exec = (argv, options) =>
    exec(argv, {
      ...options,
      signal: options?.signal === undefined ? signal : AbortSignal.any([signal, options.signal]),
    });
  const state = stateFolder();
  return {
    exec: withSignal,
    execAnyway: exec,
    clock,
    signal,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    root: process.getuid?.() === 0,
    cache: cacheFolder(),
    state,
    home: packageFolder(),
    registry: createRegistry(withSignal, clock),
    machine: '',
    record: openRecord(state),
  };
}

/** From `src/setup` and from `dist/setup` alike: the nearest folder above that holds `node-image`. */
function packageFolder(): string {
  const above = ['../../', '../../../'].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  return above.find((folder) => existsSync(`${folder}node-image`)) ?? above[0]!;
}
