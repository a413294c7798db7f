import {bootKilled, bootServed, bootWatchMs, clocksMs, heldBoot} from '../../forecast/boots.ts';
import {notReady} from '../../forecast/nodes.ts';
import {latest, type Prediction, within} from '../../forecast/prediction.ts';
import {type Badness, probeFails, readinessRemoves} from '../../forecast/probes.ts';
import {replacedElsewhere} from '../../forecast/replacements.ts';
import {restartedByLiveness} from '../../forecast/restarts.ts';
import type {ToSee} from '../../history/hold-facts.ts';
import type {ContainerOf} from '../../kubernetes/containers.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import {toleratesUnreachableMs} from '../../kubernetes/pod-times.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import type {Sight} from '../scenario.ts';
import type {Acting} from './acting.ts';
import type {KnownContainer} from './subject.ts';

/** What a step is held to see, of whom, and when that is predicted; of several that are alike the last. */
export function sightsOf(sights: readonly Sight[], acting: Acting): readonly ToSee[] {
  return sights.flatMap((what) => {
    const seen = seenBy(what, acting).map((one) => ({what, ...one}));
    return [...Map.groupBy(seen, ({of}) => nameOf(of)).values()].flatMap(
      (those) => those.toSorted((one, other) => endOf(other.prediction) - endOf(one.prediction))[0] ?? [],
    );
  });
}

type Seen = Omit<ToSee, 'what'>;

function seenBy(what: Sight, acting: Acting): readonly Seen[] {
  switch (what) {
    case 'restart':
      return acting.containers.map(({of, running}) => ({of, prediction: restartedByLiveness(running, 0)}));
    case 'readiness':
      return asked(acting, 'readiness').map(({of, running}) => ({
        of,
        prediction: readinessRemoves(running, badness(acting), 0),
      }));
    case 'liveness':
      return asked(acting, 'liveness').map(({of, running}) => ({
        of,
        prediction: probeFails(running, 'livenessProbe', badness(acting), 0),
      }));
    case 'boot':
      return acting.containers.map((one) => ({of: one.of, prediction: bootSeen(one)}));
    case 'not-ready':
      return acting.nodes.map((name) => ({of: {kind: 'Node', name}, prediction: notReady(acting.timings)}));
    case 'replacement':
      return replacements(acting);
  }
}

function badness({effect}: Acting): Badness {
  return effect?.takes === 'network' ? 'alone' : 'paused';
}

/**
 * Whose probes a fault is about: what hangs or is alone itself, or those that miss what is away. Liveness of all that
 * is no dependency itself, readiness of the entry.
 */
function asked({effect, isDependency, containers, others, entry}: Acting, probe: 'liveness' | 'readiness') {
  if (effect?.takes !== 'network' || !isDependency) return containers;
  return others.filter(({of}) => probe === 'liveness' || isSame({kind: of.kind, name: of.name}, entry));
}

/** How much longer than predicted a fault is held, ms: the slack of a verdict, and a sentinel's delay. */
export const slackMs = 5000;

/**
 * A boot is held as long as `heldBoot` says, and until it could be sent something; where its probes allow less, until
 * they killed it.
 */
function bootSeen({running: {container}, startMs}: KnownContainer): Prediction {
  const {heldMs, isAllowed} = heldBoot(container, startMs === undefined || isDelay(container, startMs) ? 0 : startMs);
  if (isAllowed) {
    const watchedMs = Math.max(heldMs, bootWatchMs(container, slackMs));
    return within(watchedMs, watchedMs);
  }
  const served = bootServed(container);
  return latest([
    within(heldMs, heldMs),
    later(bootKilled(container)),
    ...(served.is === 'within' ? [later(served)] : []),
  ]);
}

/** It was ready as soon as its readiness probe could be good: nothing tells how much of that time it booted. */
function isDelay(container: ContainerOf, startMs: number): boolean {
  const {initialDelayMs = 0, periodMs = 0, successes = 1} = probeOf(container, 'readinessProbe') ?? {};
  return initialDelayMs > 0 && startMs <= initialDelayMs + periodMs * successes + clocksMs;
}

function later(prediction: Prediction): Prediction {
  return prediction.is === 'within' ? within(prediction.ms[0], prediction.ms[1] + slackMs) : prediction;
}

function replacements({lost, nodesAtOnce, timings}: Acting): readonly Seen[] {
  return lost.map(({workload: {kind, name}, object, going}): Seen => {
    const of: ObjectRef = {kind, name};
    const tolerationMs = toleratesUnreachableMs(object);
    const loss = {...going, notReady: notReady(timings), tolerationMs, ordinal: nodesAtOnce};
    return {of, prediction: replacedElsewhere(loss)};
  });
}

/** What is not known may come at any time; what never comes is the first to be over. */
function endOf(prediction: Prediction): number {
  if (prediction.is === 'within') return prediction.ms[1];
  return prediction.is === 'unknown' ? Number.POSITIVE_INFINITY : -1;
}
