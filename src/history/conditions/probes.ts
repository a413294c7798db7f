import {runningIn, wholeSecondMs} from '../../forecast/time-line.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import {duration} from '../../text/duration.ts';
import type {HistoryEvent} from '../events.ts';
import {factsOf} from '../facts.ts';
import type {Held} from './condition.ts';
import {presentNow} from './nodes.ts';

/**
 * Whether liveness and readiness of every running container of the subject have begun to ask: their initial delay has
 * passed since it started.
 */
export function probesAsk(events: readonly HistoryEvent[], nowMs: number): Held {
  const {deploy, trial} = factsOf({events});
  const zeroMs = Date.parse(trial?.startedAt ?? '');
  const waiting = presentNow(events, 'Pod')
    .filter(({metadata}) => metadata.namespace === deploy?.namespace && metadata.deletionTimestamp === undefined)
    .flatMap((pod) => askedFrom(pod, zeroMs))
    .filter(({askedMs}) => askedMs > nowMs)
    .toSorted((one, other) => other.askedMs - one.askedMs);
  const [last] = waiting;
  const seen =
    last === undefined ? 'every probe asks' : `${last.who} is not asked for ${duration(last.askedMs - nowMs)} more`;
  return {holds: last === undefined, seen};
}

/** When the last probe of each running container that states a delay asks at the latest. */
function askedFrom(pod: KubeObject, zeroMs: number): readonly {readonly who: string; readonly askedMs: number}[] {
  return runningIn(pod, zeroMs).flatMap(({container, startedMs}) => {
    const delays = (['livenessProbe', 'readinessProbe'] as const).map(
      (kind) => probeOf(container, kind)?.initialDelayMs ?? 0,
    );
    const delayMs = Math.max(...delays);
    if (delayMs === 0 || startedMs === undefined) return [];
    return [{who: `${pod.metadata.name}, container ${container.name}`, askedMs: startedMs + wholeSecondMs + delayMs}];
  });
}
