import {once} from 'node:events';
import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A program in a real pseudo-terminal, and the screen as a person sees it. */
export interface Terminal extends Disposable {
  readonly pid: number;
  /** The rows of the screen, without what is blank at their ends. */
  screen(): readonly string[];
  /** Everything that was printed, with what has scrolled away. */
  scrollback(): readonly string[];
  /** Every byte that the program sent. */
  bytes(): string;
  /** Waits until the screen shows it, or the program has ended; throws with the screen when it ended without. */
  shows(pattern: RegExp): Promise<void>;
  /** Waits until the window has this title. */
  isCalled(title: string): Promise<void>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Closes the terminal as a window that is closed: the program is hung up. */
  hangUp(): void;
  readonly ended: Promise<number>;
}

/** Starts a program in a pseudo-terminal of 80 × 24, in UTF-8 and with colours unless `env` says otherwise. */
export function terminal(
  argv: readonly string[],
  {columns = 80, rows = 24, env = {}, cwd = process.cwd()}: TerminalOptions = {},
): Terminal {
  const {NO_COLOR: _colour, FORCE_COLOR: _forced, CI: _ci, ...inherited} = process.env;
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    cols: columns,
    rows,
    cwd,
    env: {...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...env},
  });
  const emulator = new xterm.Terminal({cols: columns, rows, scrollback: 10_000, allowProposedApi: true});
  const changes = new EventTarget();
  const chunks: string[] = [];
  let isOver = false;
  let title = '';
  emulator.onTitleChange((now) => {
    title = now;
    changes.dispatchEvent(new Event('change'));
  });
  child.onData((data) => {
    chunks.push(data);
    emulator.write(data, () => changes.dispatchEvent(new Event('change')));
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({exitCode}) => {
      // What was sent last is on the screen before the end is told.
      emulator.write('', () => {
        isOver = true;
        changes.dispatchEvent(new Event('change'));
        resolve(exitCode);
      });
    });
  });
  const linesFrom = (from: number): readonly string[] => {
    const {active} = emulator.buffer;
    return Array.from(
      {length: active.length - from},
      (_, at) => active.getLine(from + at)?.translateToString(true) ?? '',
    );
  };
  const screen = (): readonly string[] => linesFrom(emulator.buffer.active.baseY);
  return {
    pid: child.pid,
    screen,
    scrollback: () => linesFrom(0),
    bytes: () => chunks.join(''),
    async shows(pattern) {
      while (!pattern.test(screen().join('\n'))) {
        if (isOver)
          throw new Error(`The program ended, and the screen never showed ${String(pattern)}:\n${screen().join('\n')}`);
        await once(changes, 'change');
      }
    },
    async isCalled(wanted) {
      while (title !== wanted) await once(changes, 'change');
    },
    type: (keys) => child.write(keys),
    resize(to, height) {
      emulator.resize(to, height);
      child.resize(to, height);
    },
    hangUp: () => (child as IPty & {destroy(): void}).destroy(),
    ended,
    [Symbol.dispose]() {
      if (!isOver) child.kill('SIGKILL');
      emulator.dispose();
    },
  };
}
