import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {readingsOf} from '../../../history/state.ts';
import {endpointsOf} from '../../../kubernetes/endpoints.ts';

/** The pods that some service of the subject sends requests to, from one moment on. */
export interface ServedPods {
  readonly seq: number;
  readonly tMs: number;
  /** UIDs of endpoints that are ready. */
  readonly ready: ReadonlySet<string>;
}

/** How the endpoints of the subject's services changed, by arrival. */
export const servedPods: (history: Events) => readonly ServedPods[] = once((history) => {
  const slices = new Map<string, readonly string[]>();
  return readingsOf(history, 'EndpointSlice', factsOf(history).deploy?.namespace).map(({seq, tMs, is, object}) => {
    const ready = is === 'gone' ? [] : endpointsOf(object).filter((endpoint) => endpoint.ready);
    slices.set(
      object.metadata.uid ?? object.metadata.name,
      ready.map(({podUid}) => podUid),
    );
    return {seq, tMs, ready: new Set([...slices.values()].flat())};
  });
});

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
  const before = served.findLast(({tMs}) => tMs <= fromMs);
  if (before === undefined || !isThere(before)) return undefined;
  const gone = served.find((one) => one.tMs > fromMs && !isThere(one));
  return gone !== undefined && gone.tMs <= untilMs ? gone : undefined;
}
