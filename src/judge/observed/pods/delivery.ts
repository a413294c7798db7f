import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {podTraffic} from '../../../history/records/pod-traffic.ts';
import {probesPerSecond, received} from '../../../history/records/received.ts';
import {isEntryPod} from '../../../history/service-uses.ts';
import {stageWindow} from '../../../history/windows.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';
import {replicasOf} from './replicas.ts';

/** An entry pod that says it is ready, and the moment at which connections from outside its node reached it. */
export interface Delivery {
  readonly pod: string;
  readonly readyMs: number;
  /** Undefined: none did while it was watched. */
  readonly deliveredMs: number | undefined;
}

/** Connections arrive when there are more than the kubelet's probes and this share of what a replica got in control. */
const arrivingShare = 0.25;

/**
 * When the entry's pods on a node were ready again after a time, and reached again: by the kernel's count in their own
 * network, which no slow application delays. On this cluster the routes to a returned node may come long after its pods
 * are ready.
 */
export function deliveriesTo(history: Events, node: string, fromMs: number): readonly Delivery[] {
  const {deploy, trial} = factsOf(history);
  const control = stageWindow(history, 'control');
  if (deploy === undefined || control === undefined) return [];
  const isEntry = (pod: KubeObject): boolean => isEntryPod(pod, deploy, trial?.subject.entry);
  const shares = Object.values(received(history.events, isEntry, [{name: 'control', windowMs: control}]).perReplica);
  const usual =
    shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length) / ((control[1] - control[0]) / 1000);
  const traffic = podTraffic(history);
  return replicasOf(history).flatMap(({uid, name, readings}) => {
    const ready = readings.find(({tMs, pod}) => tMs >= fromMs && isReady(pod));
    if (usual <= 0 || ready === undefined || nodeOf(ready.pod) !== node || !isEntry(ready.pod)) return [];
    const least = probesPerSecond(ready.pod) + arrivingShare * usual;
    const points = traffic.filter((point) => point.uid === uid && point.tMs >= ready.tMs);
    const reached = points.find(({tMs, passiveOpens}, index) => {
      const before = points[index - 1];
      return (
        before !== undefined &&
        tMs > before.tMs &&
        (passiveOpens - before.passiveOpens) / ((tMs - before.tMs) / 1000) > least
      );
    });
    return points.length < 2 ? [] : [{pod: name, readyMs: ready.tMs, deliveredMs: reached?.tMs}];
  });
}
