import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {rolloutOf} from '../../kubernetes/rollout.ts';
import {workloadsOf} from '../../kubernetes/workloads.ts';
import {affectedBy} from '../observed/faults/affected.ts';
import {awayNodes} from '../observed/faults/away.ts';
import type {FaultRecord} from '../observed/faults/faults.ts';
import {deployed} from '../observed/pods/deployed.ts';
import {type ReadyPod, readyPodsAt} from '../observed/pods/ready-pods.ts';
import {replicasOf, statusAt} from '../observed/pods/replicas.ts';
import {restarted} from './containers.ts';
import {fullCapacity} from './endpoints.ts';
import type {Interval} from './interval.ts';
import {replacedAtOnce} from './nodes.ts';
import {healed} from './probes.ts';
import {rolledOut} from './rollouts.ts';
import {containerStartOf, startOf} from './usual-start.ts';

/** When the clock of a recovery starts, and when the whole capacity is predicted back, since then. */
export interface Recovery {
  readonly fromMs: number;
  readonly predictedMs: Interval;
  /** False: the node itself did not come back (a sentinel does not answer), so nothing can be said of the subject. */
  readonly isNodeBack: boolean;
}

/**
 * The recovery from a fault: of a node when it was given back and its own sentinel answers again, of what is held when
 * it is taken back, else with the injection.
 */
export function recoveryFrom(history: History, fault: FaultRecord): Recovery {
  const begunMs = fault.injectedMs ?? fault.windowMs?.[0] ?? 0;
  const {effect} = fault;
  const away = awayNodes(history).filter((one) => one.fault.step === fault.step);
  const fromMs = Math.max(
    begunMs,
    effect?.returns === 'by-undo' ? (fault.undoneMs ?? begunMs) : begunMs,
    ...away.map(({windowMs}) => windowMs[1]),
  );
  const lost = affectedBy(history, fault).lost;
  const predictedMs =
    effect?.by === 'rollout'
      ? rollout(history, fault)
      : effect?.takes === 'network'
        ? entryHealed(history)
        : fullCapacity(
            lost.map((pod) =>
              effect?.returns === 'by-replacement' ? replacement(history, pod) : restart(history, pod, begunMs),
            ),
          );
  return {fromMs, predictedMs, isNodeBack: away.every(({isBack}) => isBack)};
}

/** How long after what it depends on is there again the entry serves as before. */
export function entryHealed(history: History): Interval {
  const {deploy} = factsOf(history);
  const entry = deploy === undefined ? undefined : deployed(deploy, deploy.entry.workload);
  return healed(entry === undefined ? [] : containersOf(entry));
}

function replacement(history: History, {workload, pod}: ReadyPod): Interval {
  return replacedAtOnce(workload.kind, graceMsOf(pod), startOf(history, workload, pod));
}

function restart(history: History, {uid, pod}: ReadyPod, begunMs: number): Interval {
  const replica = replicasOf(history).find((one) => one.uid === uid);
  const times = containersOf(pod)
    .filter(({role}) => role !== 'init')
    .map((container) => {
      const restarts = replica === undefined ? 0 : (statusAt(replica, container.name, begunMs)?.restartCount ?? 0);
      return restarted(
        container,
        restarts,
        replica === undefined ? undefined : containerStartOf(replica, container.name),
      )[1];
    });
  return [0, Math.max(0, ...times)];
}

function rollout(history: History, fault: FaultRecord): Interval {
  const begunMs = fault.injectedMs ?? 0;
  const victim = readyPodsAt(history, begunMs).find(({uid}) => fault.victims.some((one) => one.uid === uid));
  const workload = workloadsOf(factsOf(history).deploy?.objects ?? []).find(
    ({ref}) => victim !== undefined && isSame(ref, victim.workload),
  );
  if (victim === undefined || workload === undefined) return [0, 0];
  const start = startOf(history, victim.workload, victim.pod);
  return fullCapacity([
    rolledOut(rolloutOf(workload.object, workload.replicas), workload.replicas, start, graceMsOf(victim.pod)),
  ]);
}
