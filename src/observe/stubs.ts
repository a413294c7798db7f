import {callsOf} from '../cluster/stubs.ts';
import {stubCallsRead} from '../history/records/stub-calls.ts';
import type {Observer, ObserverContext} from './observer.ts';

const everyMs = 5000;

/**
 * What the stub of each dependency was asked for, every 5 s and once at the end. One that does not tell, having told
 * before, is a gap of `host`: what fails then is ours, not the subject's.
 */
// eslint-disable-next-line @typescript-eslint/require-await
export const stubs: Observer = async (context) => {
  const {stubs: names, clock} = context;
  const stop = new AbortController();
  const readers = names.map((name) => readerOf(name, context));
  const reading = (async () => {
    while (readers.length > 0 && !stop.signal.aborted) {
      await Promise.all(readers.map(async (read) => read()));
      await clock.sleep(everyMs, stop.signal).catch(() => undefined);
    }
    await Promise.all(readers.map(async (read) => read()));
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
};

/** Reads one stub; never throws. */
function readerOf(name: string, {cluster, append, clock, epochMs}: ObserverContext): () => Promise<void> {
  let toldMs: number | undefined;
  return async () => {
    try {
      const said = await callsOf(cluster.api, {name});
      append(stubCallsRead({dependency: name, ...said}));
      toldMs = clock.nowMs();
    } catch {
      // Until it told once it is not there yet.
      if (toldMs !== undefined)
        append({kind: 'gap', channel: 'host', of: {kind: 'Stub', name}, fromMs: toldMs - epochMs});
    }
  };
}
