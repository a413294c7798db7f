import type {WriteStream} from 'node:tty';
import type {Present} from '../run/work.ts';
import {systemClock} from '../system/clock.ts';
import {liveBoards} from './progress/terminal.ts';
import {plainLines} from './progress/plain.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a person watches: progress, and lines beside it. */
export interface Watching {
  readonly present: Present;
  /** Prints a line beside what is drawn. */
  tell(line: string): void;
  /** Gives the terminal back as it was. */
  leave(): void;
}

/** Progress on stderr: live boards on a terminal, plain lines elsewhere. stdout stays free for the verdict. */
export function watching(stream: WriteStream, env: Env, broken: (error: unknown) => void): Watching {
  if (!isLive(stream, env)) {
    const write = (line: string): void => void stream.write(`${line}\n`);
    return {present: plainLines(write, systemClock), tell: write, leave: () => undefined};
  }
  const boards = liveBoards({stream, clock: systemClock, unicode: showsUnicode(env), colour: stream.hasColors(), broken});
  return {present: boards.present, tell: (line) => boards.aside(`${line}\n`), leave: () => boards.leave()};
}

/** Whether lines can be drawn over: a terminal that understands how to move its cursor. */
export function isLive({isTTY}: Pick<WriteStream, 'isTTY'>, env: Env): boolean {
  return isTTY && env['TERM'] !== 'dumb';
}

/** Whether the locale's character set has more than ASCII: the first of these that says anything, as in C. */
export function showsUnicode(env: Env, platform: NodeJS.Platform = process.platform): boolean {
  const said = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return said === undefined ? platform !== 'linux' : /utf-?8/i.test(said);
}
