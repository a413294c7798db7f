import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Clock} from '../../system/clock.ts';
import type {Api, Kind} from '../cluster.ts';
import type {Client} from './client.ts';
import {type List, listAll} from './list.ts';

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

/**
 * How one watch connection ended: `in time`, as it was asked to, and so everything until then was told; by the server
 * `sooner`; without an answer or an end (`failed`); or the server no longer knows our place (`expired`), and events
 * were lost.
 */
type Ending = 'in time' | 'sooner' | 'failed' | 'expired';

/** Where a watch stands: what it saw last, when the server was last heard, and since when there is no way to it. */
interface Place {
  version: string | undefined;
  heardMs: number;
  brokenMs: number | undefined;
  readonly seen: Map<string, KubeObject>;
}

const retryMs = 500;
/**
 * How long a connection is asked to last: well under the 30 s without data after which the client library takes it for
 * dead.
 */
const lastsMs = 20_000;
/** A broken connection that is resumed sooner than this lost nothing and delayed nothing that matters. */
const tolerableMs = 2000;

/**
 * Watches a kind from now on: first every object there is as `present`, then changes. It resumes where it stopped;
 * `gap` tells (in the clock's ms) since when events may have been lost or late: after `410 Gone`, and after more than 2
 * s without a way to the server. Where nothing happens the place moves on too: servers forget one after 5 minutes, and
 * of Events they tell no bookmarks.
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
    if (ending === 'failed') place.brokenMs ??= place.heardMs;
    if (ending === 'failed' || ending === 'sooner') await pause(options.clock, signal);
  }
}

async function attempt(options: WatchOptions, place: Place, signal: AbortSignal): Promise<Ending> {
  try {
    const newest = place.version === undefined ? await relist(options, place) : await newestVersion(options);
    return signal.aborted ? 'sooner' : await connection(options, place, newest, signal);
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

/** Tells all objects there are now, and those that went while nobody looked; the version of the whole collection. */
async function relist(options: WatchOptions, place: Place): Promise<string> {
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
  return list.resourceVersion;
}

/**
 * One connection of the client library's Watch. Where it told nothing and ended in time, the place is what was the
 * `newest` as it began.
 */
async function connection(
  options: WatchOptions,
  place: Place,
  newest: string | undefined,
  signal: AbortSignal,
): Promise<Ending> {
  const {Watch} = await import('@kubernetes/client-node');
  const {version} = place;
  const begunMs = options.clock.nowMs();
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
    {
      resourceVersion: version,
      allowWatchBookmarks: true,
      timeoutSeconds: lastsMs / 1000,
      fieldSelector: options.fieldSelector,
    },
    take,
    (error: unknown) => {
      const ending = expired ? 'expired' : endingOf(error, options.clock.nowMs() - begunMs);
      // A connection that ended before it was answered was never there, whatever it says.
      ended.resolve(answered || ending === 'expired' ? ending : 'failed');
    },
  );
  answered = !request.signal.aborted;
  if (answered) heard(options, place);
  const abort = () => {
    request.abort();
    ended.resolve('sooner');
  };
  signal.addEventListener('abort', abort, {once: true});
  if (signal.aborted) abort();
  const ending = await ended.promise;
  signal.removeEventListener('abort', abort);
  if (ending === 'in time' && place.version === version) place.version = newest;
  return ending;
}

/** The version of the whole collection now. */
async function newestVersion({client, path}: WatchOptions): Promise<string | undefined> {
  const {metadata} = await client.json<List>({method: 'GET', path: `${await path()}?limit=1`});
  return metadata.resourceVersion;
}

function endingOf(error: unknown, lastedMs: number): Ending {
  // The two clocks need not agree to the millisecond.
  if (error === null || error === undefined) return lastedMs >= 0.95 * lastsMs ? 'in time' : 'sooner';
  return typeof error === 'object' && 'statusCode' in error && error.statusCode === 410 ? 'expired' : 'failed';
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
