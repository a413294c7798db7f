import type {Channel} from '../history/channels.ts';
import type {ObserverContext} from './observer.ts';

/** One long-lived script on one node, whose lines are facts. */
export interface Reader {
  readonly node: string;
  /** Marks the reader's processes on the node. */
  readonly tag: string;
  readonly script: string;
  /** Which channel is broken for this node while the reader is dead or silent. */
  readonly channel: Channel;
  /** A reader silent for longer is a gap, ms; without it only its end is (a reader of rare things). */
  readonly silentMs?: number;
  /** Takes one line; `tMs` on the clock of the history. */
  readonly onLine: (line: string, tMs: number) => void;
}

/** A dead reader is started again at most this often, once a second. */
const restarts = 600;
const restartMs = 1000;

/**
 * Keeps one reader alive until disposed; every stretch in which it was dead or silent is a `gap` of its node, told when
 * it is noticed and when it ends.
 */
export function keepReading(reader: Reader, context: ObserverContext): AsyncDisposable {
  const stop = new AbortController();
  const running = follow(reader, context, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

async function follow(reader: Reader, context: ObserverContext, signal: AbortSignal): Promise<void> {
  const {cluster, clock, append, epochMs} = context;
  const nowMs = (): number => clock.nowMs() - epochMs;
  const of = {kind: 'Node', name: reader.node};
  let lastMs = nowMs();
  let isBroken = false;
  const gap = (): void => append({kind: 'gap', channel: reader.channel, of, fromMs: lastMs});
  const take = (line: string): void => {
    const tMs = nowMs();
    if (isBroken || (reader.silentMs !== undefined && tMs - lastMs > reader.silentMs)) gap();
    isBroken = false;
    lastMs = tMs;
    reader.onLine(line, tMs);
  };
  for (let start = 0; start <= restarts && !signal.aborted; start++) {
    const stream = cluster.shell.stream(reader.node, reader.tag, reader.script, take);
    const stopped = Promise.withResolvers<undefined>();
    signal.addEventListener('abort', () => stopped.resolve(undefined), {once: true});
    await Promise.race([stream.done, stopped.promise]);
    await stream[Symbol.asyncDispose]();
    if (signal.aborted) break;
    if (reader.silentMs === undefined) lastMs = isBroken ? lastMs : nowMs();
    isBroken = true;
    gap();
    await clock.sleep(restartMs, signal).catch(() => undefined);
  }
  if (isBroken || (reader.silentMs !== undefined && nowMs() - lastMs > reader.silentMs)) gap();
}
