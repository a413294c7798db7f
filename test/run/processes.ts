import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/** A process of its own that does what it is told. */
export interface Hand extends AsyncDisposable {
  readonly pid: number;
  /** Gives an order; resolves with the answer. */
  tell(order: 'hold' | 'journal' | 'release'): Promise<string>;
  /** By `kill -9`. */
  kill(): Promise<void>;
}

/** Starts `programs/hold.ts` for a state folder, a cluster and a run, `under` another program where one is given. */
export async function hand(state: string, cluster: string, run: string, under: readonly string[] = []): Promise<Hand> {
  const [file, ...argv] = [
    ...under,
    process.execPath,
    join(import.meta.dirname, 'programs', 'hold.ts'),
    state,
    cluster,
    run,
  ];
  const child = spawn(file, argv, {stdio: ['pipe', 'pipe', 'inherit'], detached: true});
  const gone = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  await next();
  const kill = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
    await gone;
  };
  return {
    pid: child.pid ?? 0,
    async tell(order) {
      child.stdin.write(`${order}\n`);
      return next();
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
