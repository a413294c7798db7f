import {execa} from 'execa';

/** A long-lived command whose lines are handed over as they come. `done` resolves (never rejects) when it has ended. */
export interface Stream extends AsyncDisposable {
  readonly pid: number | undefined;
  readonly done: Promise<{readonly exitCode: number | undefined; readonly stderr: string}>;
  write(text: string): void;
}

/** Starts a long-lived command (argv, never a shell string). */
export type OpenStream = (
  argv: readonly string[],
  onLine: (line: string) => void,
  options?: {readonly input?: string; readonly env?: Readonly<Record<string, string>>},
) => Stream;

/** The real `OpenStream`; disposing ends the command (SIGTERM, SIGKILL after 5 s) and waits for it. */
export const openStream: OpenStream = (argv, onLine, options = {}) => {
  const [file = '', ...args] = argv;
  const stop = new AbortController();
  const child = execa(file, args, {
    reject: false,
    buffer: {stdout: false, stderr: true},
    killDescendants: true,
    cancelSignal: stop.signal,
    ...(options.input === undefined ? {stdin: 'pipe' as const} : {input: options.input}),
    ...(options.env === undefined ? {} : {env: options.env}),
  });
  const reading = (async () => {
    try {
      for await (const line of child.iterable()) onLine(String(line));
    } catch {
      // The end of the command is reported by `done`.
    }
  })();
  const done = (async () => {
    await reading;
    const result = await child;
    return {exitCode: result.exitCode, stderr: String(result.stderr ?? '')};
  })();
  return {
    pid: child.pid,
    done,
    write: (text) => void child.stdin?.write(text),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
    },
  };
};
