import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import {fullCapacity} from '../../forecast/endpoints.ts';
import {latest, type Prediction, unknown} from '../../forecast/prediction.ts';
import {healed} from '../../forecast/probes.ts';
import {replacedTogether} from '../../forecast/replacements.ts';
import {restarted} from '../../forecast/restarts.ts';
import {affectedBy} from '../observed/faults/affected.ts';
import {awayNodes} from '../observed/faults/away.ts';
import type {FaultRecord} from '../observed/faults/faults.ts';
import type {ReadyPod} from '../observed/pods/ready-pods.ts';
import {replicasOf} from '../observed/pods/replicas.ts';
import {rolloutTime} from './rollout-time.ts';
import {runningAt} from './time-line.ts';
import {containerStartOf, goingOf} from './usual-start.ts';
import {isSame, objectIn} from '../../kubernetes/owners.ts';

/** When the clock of a recovery starts, and when the whole capacity is predicted back, since then. */
export interface Recovery {
  readonly fromMs: number;
  readonly prediction: Prediction;
  /** False: the node itself did not come back (a sentinel does not answer), so nothing can be said of the subject. */
  readonly isNodeBack: boolean;
}

/**
 * The recovery from a fault: of a node when it was given back and its own sentinel answers again, of what is held when
 * it is taken back, else with the injection.
 */
export function recoveryFrom(history: History, fault: FaultRecord): Recovery {
  const begunMs = fault.injectedMs ?? fault.windowMs?.[0] ?? 0;
  const away = awayNodes(history).filter((one) => one.fault.step === fault.step);
  const fromMs = Math.max(
    begunMs,
    fault.effect?.returns === 'by-undo' ? (fault.undoneMs ?? begunMs) : begunMs,
    ...away.map(({windowMs}) => windowMs[1]),
  );
  return {fromMs, prediction: recovered(history, fault, begunMs), isNodeBack: away.every(({isBack}) => isBack)};
}

/** How long after what it depends on is there again the entry serves as before. */
export function entryHealed(history: History): Prediction {
  const {deploy} = factsOf(history);
  const entry = deploy === undefined ? undefined : objectIn(deploy.objects, deploy.entry.workload);
  return healed(entry === undefined ? [] : containersOf(entry));
}

function recovered(history: History, fault: FaultRecord, begunMs: number): Prediction {
  const {effect} = fault;
  const {lost} = affectedBy(history, fault);
  if (effect?.takes === 'network') return entryHealed(history);
  if (effect?.by === 'rollout') {
    const [first, ...others] = lost;
    if (first === undefined) return unknown('which pods were rolled');
    const {time} = rolloutTime(history, [first, ...others]);
    // What is never replaced was never away.
    return fullCapacity(time.is === 'never' ? [] : [time]);
  }
  return fullCapacity(
    lost.map((pod) => {
      const going = goingOf(history, pod);
      if (effect?.returns === 'by-replacement') {
        const together = lost.filter(({workload}) => isSame(workload, pod.workload));
        return replacedTogether(going, together.length);
      }
      const anew = containersRestarted(history, pod, begunMs);
      // A node that comes back makes each pod's sandbox anew, and its init containers run again.
      return effect?.takes === 'nodes' ? latest([anew, going.start]) : anew;
    }),
  );
}

function containersRestarted(history: History, {uid}: ReadyPod, begunMs: number): Prediction {
  const replica = replicasOf(history).find((one) => one.uid === uid);
  if (replica === undefined) return unknown('the pod');
  return latest(
    runningAt(history, replica, begunMs).map((one) => restarted(one, containerStartOf(replica, one.container.name))),
  );
}
