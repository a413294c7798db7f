import type {Clock} from '../system/clock.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import {listAll} from './api.ts';
import type {Client} from './client.ts';
import type {Api, Kind} from './cluster.ts';

type On = Parameters<Api['watch']>[2];

interface WatchOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly kind: Kind;
  /** Asks for the collection's path; may fail while the API server is down. */
  readonly path: () => Promise<string>;
  readonly fieldSelector: string | undefined;
  readonly on: On;
}

/** How one watch connection ended. `expired` means that the server no longer knows our place: events were lost. */
type Ending = 'quiet' | 'closed' | 'failed' | 'expired';

/** Where a watch stands: what it saw last, when the server was last heard, and since when there is no way to it. */
interface Place {
  version: string | undefined;
  heardMs: number;
  brokenMs: number | undefined;
  readonly seen: Map<string, KubeObject>;
}

const retryMs = 500;
/** A broken connection that is resumed sooner than this lost nothing and delayed nothing that matters. */
const tolerableMs = 2000;

/**
 * Watches a kind from now on: first every object there is as `present`, then changes. It resumes where it stopped; `gap` tells (in the
 * clock's ms) since when events may have been lost or late: after `410 Gone`, and after more than 2 s without a way to the server.
 */
export function watchKind(options: WatchOptions): AsyncDisposable {
  const stop = new AbortController();
  const following = follow(options, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

async function follow(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const place: Place = {version: undefined, heardMs: options.clock.nowMs(), brokenMs: undefined, seen: new Map()};
  while (!signal.aborted) {
    const beforeMs = place.heardMs;
    const ending = await attempt(options, place, signal);
    if (ending === 'expired') {
      place.version = undefined;
      options.on.gap(beforeMs);
    }
    if (ending === 'failed') {
      place.brokenMs ??= place.heardMs;
      await pause(options.clock, signal);
    }
  }
}

async function attempt(options: WatchOptions, place: Place, signal: AbortSignal): Promise<Ending> {
  try {
    if (place.version === undefined) await relist(options, place);
    return signal.aborted ? 'closed' : await connection(options, place, signal);
  } catch {
    // No answer: asked again, and the gap is told when there is an answer.
    return 'failed';
  }
}

/** The server was heard: tells the gap, if there was one worth telling. */
function heard({clock, on}: WatchOptions, place: Place): void {
  place.heardMs = clock.nowMs();
  if (place.brokenMs !== undefined && place.heardMs - place.brokenMs > tolerableMs) on.gap(place.brokenMs);
  place.brokenMs = undefined;
}

/** Tells all objects there are now, and those that went while nobody looked. */
async function relist(options: WatchOptions, place: Place): Promise<void> {
  const {client, kind, path, fieldSelector, on} = options;
  const {seen} = place;
  const list = await listAll(client, kind, await path(), fieldSelector === undefined ? {} : {fieldSelector});
  heard(options, place);
  const present = new Set(list.items.map(identity));
  for (const [id, object] of seen) {
    if (present.has(id)) continue;
    seen.delete(id);
    on.event('gone', object);
  }
  for (const object of list.items) {
    const known = seen.get(identity(object));
    seen.set(identity(object), object);
    if (known?.metadata.resourceVersion !== object.metadata.resourceVersion) on.event('present', object);
  }
  place.version = list.resourceVersion;
}

/** One connection of the client library's Watch, which ends itself after 30 s without data. */
async function connection(options: WatchOptions, place: Place, signal: AbortSignal): Promise<Ending> {
  const {Watch} = await import('@kubernetes/client-node');
  const ended = Promise.withResolvers<Ending>();
  let answered = false;
  let expired = false;
  const take = (type: string, object: KubeObject & {readonly code?: number}) => {
    if (signal.aborted) return;
    heard(options, place);
    if (type === 'ERROR') {
      expired ||= object.code === 410;
      return;
    }
    place.version = object.metadata.resourceVersion ?? place.version;
    if (type === 'BOOKMARK') return;
    if (type === 'DELETED') place.seen.delete(identity(object));
    else place.seen.set(identity(object), object);
    options.on.event(type === 'DELETED' ? 'gone' : 'present', object);
  };
  const request = await new Watch(options.client.config).watch(
    await options.path(),
    {resourceVersion: place.version, allowWatchBookmarks: true, fieldSelector: options.fieldSelector},
    take,
    (error: unknown) => {
      const ending = expired ? 'expired' : endingOf(error);
      // A connection that ended before it was answered was never there, whatever it says.
      ended.resolve(answered || ending === 'expired' ? ending : 'failed');
    },
  );
  answered = !request.signal.aborted;
  if (answered) heard(options, place);
  const abort = () => {
    request.abort();
    ended.resolve('closed');
  };
  signal.addEventListener('abort', abort, {once: true});
  if (signal.aborted) abort();
  const ending = await ended.promise;
  signal.removeEventListener('abort', abort);
  return ending;
}

function endingOf(error: unknown): Ending {
  if (error === null || error === undefined) return 'closed';
  if (typeof error !== 'object') return 'failed';
  if ('statusCode' in error && error.statusCode === 410) return 'expired';
  return 'name' in error && error.name === 'TimeoutError' ? 'quiet' : 'failed';
}

function identity(object: KubeObject): string {
  return object.metadata.uid ?? `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

async function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(retryMs, signal);
  } catch {
    // Stopped: the loop ends by itself.
  }
}
