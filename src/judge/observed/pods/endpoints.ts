import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {readingsOf} from '../../../history/state.ts';
import type {Window} from '../../../history/windows.ts';
import {endpointsOf, serviceOf} from '../../../kubernetes/endpoints.ts';
import {sentBy} from './senders.ts';

/** The pods that the subject's users send requests to, from one moment on. */
export interface ServedPods {
  readonly seq: number;
  readonly tMs: number;
  /** UIDs of pods that are sent requests. */
  readonly ready: ReadonlySet<string>;
}

/**
 * How the endpoints of the Services changed that send requests to the subject's pods, by arrival: of each pod only the
 * Services count that its users call (see `sentBy`).
 */
export const servedPods: (history: Events) => readonly ServedPods[] = once((history) => {
  const senders = sentBy(history);
  const slices = new Map<string, readonly string[]>();
  return readingsOf(history, 'EndpointSlice', factsOf(history).deploy?.namespace).map(({seq, tMs, is, object}) => {
    const service = serviceOf(object);
    const ready = is === 'gone' ? [] : endpointsOf(object).filter((endpoint) => endpoint.ready);
    slices.set(
      object.metadata.uid ?? object.metadata.name,
      ready.flatMap(({podUid}) => (senders.get(podUid)?.has(service) === true ? [podUid] : [])),
    );
    return {seq, tMs, ready: new Set([...slices.values()].flat())};
  });
});

/** What the services knew at a time, ms; undefined before they knew anything. */
export function servedAt(served: readonly ServedPods[], atMs: number): ServedPods | undefined {
  return served.findLast(({tMs}) => tMs <= atMs);
}

/** What the services knew when a window began, and all that they learned until it ended. */
export function servedDuring(served: readonly ServedPods[], [from, to]: Window): readonly ServedPods[] {
  const first = servedAt(served, from);
  return [...(first === undefined ? [] : [first]), ...served.filter(({tMs}) => tMs > from && tMs <= to)];
}

/**
 * When none of some pods was an endpoint any more, from a time on and until another (ms); undefined when that was not
 * seen, or none was one.
 */
export function endpointsGone(
  served: readonly ServedPods[],
  uids: readonly string[],
  fromMs: number,
  untilMs = Number.POSITIVE_INFINITY,
): ServedPods | undefined {
  const isThere = ({ready}: ServedPods): boolean => uids.some((uid) => ready.has(uid));
  const before = servedAt(served, fromMs);
  if (before === undefined || !isThere(before)) return undefined;
  const gone = served.find((one) => one.tMs > fromMs && !isThere(one));
  return gone !== undefined && gone.tMs <= untilMs ? gone : undefined;
}
