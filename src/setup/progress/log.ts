import {createWriteStream} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {finished} from 'node:stream/promises';
import type {Clock} from '../../system/clock.ts';
import type {Exec} from '../../system/exec.ts';

/** The file that has every command of a set-up and what it printed. */
export interface Log extends AsyncDisposable {
  readonly file: string;
  write(line: string): void;
  /** The same `Exec`, with its commands and their lines written down. */
  around(exec: Exec): Exec;
}

/** Opens `setup.log` in a folder, anew for each set-up. */
export async function openLog(folder: string, clock: Clock): Promise<Log> {
  await mkdir(folder, {recursive: true, mode: 0o700});
  const file = join(folder, 'setup.log');
  const stream = createWriteStream(file);
  const begunMs = clock.nowMs();
  const write = (line: string): void =>
    void stream.write(`${((clock.nowMs() - begunMs) / 1000).toFixed(1).padStart(7)}  ${line}\n`);
  let commands = 0;
  return {
    file,
    write,
    around: (exec) => async (argv, options) => {
      commands += 1;
      const mark = `[${commands}]`;
      write(`${mark} $ ${argv.join(' ')}`);
      return exec(argv, {
        ...options,
        onLine: (line) => {
          write(`${mark} ${line}`);
          options?.onLine?.(line);
        },
      });
    },
    async [Symbol.asyncDispose]() {
      stream.end();
      await finished(stream);
    },
  };
}
