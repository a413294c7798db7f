import {HarnessError, InterruptedError, messageOf} from '../system/errors.ts';
import type {Bench} from './bench.ts';
import {imageId} from './sources/images.ts';
import type {How, Part, Say, Way} from './part.ts';

/** How one part came to be there, and what it took. */
export interface Outcome {
  readonly part: string;
  readonly title: string;
  readonly how: How;
  readonly found: string;
  readonly ms: number;
}

/** Is told what happens to each part, as it happens. */
export interface Watcher {
  begun(part: Part): void;
  /** A way is being gone. */
  going(part: Part, way: Way): void;
  doing(part: Part, doing: string): void;
  ended(part: Part, outcome: Outcome): void;
  failed(part: Part, error: unknown): void;
}

/**
 * Provides every part as soon as the parts it needs are there, independent ones side by side. The first failure stops
 * the others and is thrown; the outcomes come in the order of `parts`. A part must come after the parts it needs.
 */
export async function provideAll(parts: readonly Part[], bench: Bench, watcher: Watcher): Promise<readonly Outcome[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([bench.signal, stop.signal]);
  const stoppable: Bench = {
    ...bench,
    signal,
    exec: (argv, options) =>
      bench.exec(argv, {
        ...options,
        signal: options?.signal === undefined ? signal : AbortSignal.any([signal, options.signal]),
      }),
  };
  const coming = new Map<string, Promise<Outcome>>();
  for (const part of parts) {
    const needed = part.needs.map(
      (name) =>
        coming.get(name) ??
        Promise.reject(new HarnessError('setup-order', `${part.name} is listed before ${name}, which it needs`)),
    );
    coming.set(
      part.name,
      Promise.all(needed)
        .then(async () => provide(part, stoppable, watcher))
        .catch((error: unknown) => {
          stop.abort(error);
          throw error;
        }),
    );
  }
  const settled = await Promise.allSettled(coming.values());
  if (bench.signal.aborted)
    throw new InterruptedError('The set-up was interrupted; run it again and it goes on from here');
  if (stop.signal.aborted) throw stop.signal.reason;
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Provides one part: it is there, or the first way that is open makes it be there. */
export async function provide(part: Part, bench: Bench, watcher: Watcher): Promise<Outcome> {
  const begunMs = bench.clock.nowMs();
  const outcome = (how: How, found: string): Outcome => ({
    part: part.name,
    title: part.title,
    how,
    found,
    ms: bench.clock.nowMs() - begunMs,
  });
  watcher.begun(part);
  try {
    const reached = await reach(part, bench, watcher);
    const result = outcome(reached.how, reached.found);
    watcher.ended(part, result);
    return result;
  } catch (error) {
    watcher.failed(part, error);
    throw error;
  }
}

async function reach(part: Part, bench: Bench, watcher: Watcher): Promise<{readonly how: How; readonly found: string}> {
  const there = await part.find(bench);
  if (there !== undefined) return {how: 'there', found: there};
  const say: Say = (doing) => watcher.doing(part, doing);
  const refusals: string[] = [];
  for (const way of part.ways) {
    bench.signal.throwIfAborted();
    watcher.going(part, way);
    const refusal = await gone(part, way, bench, say);
    if (refusal !== undefined) {
      refusals.push(`${way.how}: ${refusal.refused}`);
      continue;
    }
    const found = await part.find(bench);
    if (found !== undefined) return {how: way.how, found};
    throw new HarnessError(
      'setup-failed',
      `${part.title}: "${way.title}" ended well, but what it should have made is not there`,
      {
        hint: part.byHand,
      },
    );
  }
  throw new HarnessError(
    'setup-missing',
    `${part.title} is missing and could not be provided (${refusals.join('; ')})`,
    {hint: part.byHand},
  );
}

async function gone(part: Part, way: Way, bench: Bench, say: Say): ReturnType<Way['provide']> {
  try {
    return await recordingImages(await imagesOf(way, bench), bench, async () => way.provide(bench, say));
  } catch (error) {
    if (bench.signal.aborted || error instanceof InterruptedError) throw error;
    throw new HarnessError('setup-failed', `${part.title}: could not ${way.title}. ${messageOf(error)}`, {
      cause: error,
      hint: part.byHand,
    });
  }
}

/** The images that a way leaves in the engine. */
async function imagesOf(way: Way, bench: Bench): Promise<readonly string[]> {
  const changes = await way.changes(bench);
  return 'refused' in changes ? [] : changes.flatMap((change) => (change.kind === 'image' ? [change.tag] : []));
}

async function recordingImages(
  tags: readonly string[],
  bench: Bench,
  make: () => ReturnType<Way['provide']>,
): ReturnType<Way['provide']> {
  let refusal: Awaited<ReturnType<Way['provide']>>;
  const recorded = tags.reduceRight<() => Promise<void>>(
    (inner, tag) => async () =>
      bench.record.changing({kind: 'image', tag, made: false}, async () => {
        await inner();
        const id = refusal === undefined ? await imageId(bench, tag) : undefined;
        return id === undefined ? {} : {id};
      }),
    async () => void (refusal = await make()),
  );
  await recorded();
  if (refusal !== undefined)
    bench.record.forget(bench.record.entries().filter((entry) => entry.kind === 'image' && tags.includes(entry.tag)));
  return refusal;
}
