import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Bench} from '../../src/setup/bench.ts';
import {openRecord} from '../../src/setup/record.ts';
import type {Part, Way} from '../../src/setup/part.ts';
import type {Watcher} from '../../src/setup/provide.ts';
import type {Clock} from '../../src/system/clock.ts';
import {CommandError, type Exec, type ExecResult} from '../../src/system/exec.ts';

export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

/** An `Exec` that answers from a function and keeps the commands it was asked for. No answer: exit 1. */
export function scripted(answer: (command: string) => Answer | undefined): {
  readonly exec: Exec;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const exec: Exec = async (argv, options = {}) => {
    options.signal?.throwIfAborted();
    asked.push(argv.join(' '));
    const {stdout = '', stderr = '', exitCode = 0} = answer(argv.join(' ')) ?? {exitCode: 1};
    const result: ExecResult = {stdout, stderr, exitCode, durationMs: 1};
    for (const line of `${stdout}\n${stderr}`.split('\n').filter((text) => text !== '')) options.onLine?.(line);
    if (exitCode !== 0 && options.allowFailure !== true)
      throw new CommandError(argv, {exitCode, stderr, timedOut: false, durationMs: 1});
    return result;
  };
  return {exec, asked};
}

/** A clock that stands still; sleeping ends only when it is aborted. */
export const stillClock: Clock = {
  nowMs: () => 0,
  wall: () => new Date(0),
  sleep: async (_ms, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('woken')))),
};

/** A bench on an invented Linux machine, with folders of its own. */
export function benchWith(overrides: Partial<Bench>): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-setup-'));
  const {exec} = scripted(() => undefined);
  return {
    exec,
    execAnyway: overrides.exec ?? exec,
    clock: stillClock,
    signal: new AbortController().signal,
    env: {PATH: ''},
    platform: 'linux',
    arch: 'x64',
    root: true,
    cache: join(folder, 'cache'),
    state: join(folder, 'state'),
    home: folder,
    registry: {pull: async () => ({refused: 'no registry'})},
    machine: join(folder, 'machine'),
    record: openRecord(overrides.state ?? join(folder, 'state')),
    ...overrides,
  };
}

/** A part that is there once one of its ways has been gone. */
export function partWith(
  name: string,
  ways: readonly (Pick<Way, 'how' | 'provide'> & Partial<Pick<Way, 'changes'>>)[],
  options: {readonly there?: boolean; readonly needs?: readonly string[]} = {},
): Part {
  let there = options.there ?? false;
  return {
    name,
    title: name,
    needs: options.needs ?? [],
    find: async () => (there ? `${name} 1.0` : undefined),
    ways: ways.map(({how, provide, changes = async () => []}) => ({
      how,
      changes,
      title: `${how} ${name}`,
      expectedMs: 1000,
      async provide(bench, say) {
        const refusal = await provide(bench, say);
        there = refusal === undefined;
        return refusal;
      },
    })),
    byHand: `get ${name} yourself`,
  };
}

/** A watcher that keeps what it was told. */
export function keepingWatcher(): Watcher & {readonly told: string[]} {
  const told: string[] = [];
  return {
    told,
    begun: (part) => void told.push(`${part.name} begun`),
    going: (part, way) => void told.push(`${part.name} ${way.how}`),
    doing: () => undefined,
    ended: (part, outcome) => void told.push(`${part.name} ${outcome.how}: ${outcome.found}`),
    failed: (part) => void told.push(`${part.name} failed`),
  };
}
