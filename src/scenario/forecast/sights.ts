import {notReady} from '../../forecast/nodes.ts';
import {latest, type Prediction, within} from '../../forecast/prediction.ts';
import {type Badness, bootKilled, bootServed, probeFails, readinessRemoves} from '../../forecast/probes.ts';
import {replacedElsewhere} from '../../forecast/replacements.ts';
import {restartedByLiveness} from '../../forecast/restarts.ts';
import type {ToSee} from '../../history/facts.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import {toleratesUnreachableMs} from '../../kubernetes/pod-times.ts';
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

/** How long a boot is held at least, ms: longer than most take. */
const leastBootMs = 30_000;

/**
 * A boot of 30 s, or of twice what it usually takes; where its probes may end it just then, until they had the time;
 * and until the services had the time to send it something.
 */
function bootSeen({running: {container}, startMs}: KnownContainer): Prediction {
  const askedMs = Math.max(leastBootMs, 2 * (startMs ?? 0));
  const killed = bootKilled(container);
  const served = bootServed(container);
  const mayBeKilled = killed.is === 'within' && killed.ms[0] <= askedMs + leastMarginMs;
  return latest([
    within(askedMs, askedMs),
    ...(mayBeKilled ? [killed] : []),
    ...(served.is === 'within' ? [served] : []),
  ]);
}

/** A kill that is predicted so soon after the hold is waited for, ms. */
const leastMarginMs = 10_000;

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
