import type {WriteStream} from 'node:tty';
import type {Present} from '../progress/work.ts';
import {systemClock} from '../system/clock.ts';
import {hidden, screened} from './streams.ts';
import {liveBoards} from '../progress/terminal.ts';
import {plainLines} from '../progress/plain.ts';
import {isLive, showsUnicode} from '../progress/screen.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a person watches: progress, and lines beside it. */
export interface Watching {
  readonly present: Present;
  /** The same, where it is drawn in place. */
  readonly live: Present | undefined;
  /** Prints a line beside what is drawn. */
  tell(line: string): void;
  /** Gives the terminal back as it was. */
  leave(): void;
}

/** Progress on stderr: live boards on a terminal, plain lines elsewhere. stdout stays free for the verdict. */
export function watching(stream: WriteStream, env: Env, broken: (error: unknown) => void): Watching {
  if (!isLive(stream, env)) {
    const write = (line: string): void => void stream.write(`${screened(line)}\n`);
    return {present: plainLines(write, systemClock), live: undefined, tell: write, leave: () => undefined};
  }
  const boards = liveBoards({
    stream,
    clock: systemClock,
    unicode: showsUnicode(env),
    colour: stream.hasColors(),
    broken,
  });
  const present = withoutSecrets(boards.present);
  return {present, live: present, tell: (line) => boards.aside(`${screened(line)}\n`), leave: () => boards.leave()};
}

/** What is drawn holds none of the subject's secrets, as what is printed. */
function withoutSecrets(present: Present): Present {
  return (works, kind) => {
    const drawing = present(works, kind);
    return {
      ...drawing,
      note: (index, text, detail) => drawing.note(index, hidden(text), detail),
      milestone: (index, text) => drawing.milestone(index, hidden(text)),
    };
  };
}
