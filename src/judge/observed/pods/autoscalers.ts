import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isMap} from '../../../kubernetes/patches/patch.ts';

/** An autoscaler that was taken away for the trial, and how far it goes down in production. */
export interface Autoscaler {
  readonly ref: ObjectRef;
  /** At least 1. */
  readonly minimum: number;
}

/** The autoscaler of a workload; undefined: it has none, or that goes down to nothing, where nobody is to be drained. */
export function autoscalerOf(history: Events, {kind, metadata}: KubeObject): Autoscaler | undefined {
  return (factsOf(history).deploy?.deviations ?? []).flatMap(({what, of, from}): readonly Autoscaler[] => {
    if (!what.startsWith('removed: autoscaling') || of === undefined || !isMap(from)) return [];
    const target = from['scaleTargetRef'];
    if (!isMap(target) || target['name'] !== metadata.name || (target['kind'] ?? 'Deployment') !== kind) return [];
    const minimum = of.kind === 'HorizontalPodAutoscaler' ? (from['minReplicas'] ?? 1) : from['minReplicaCount'];
    return typeof minimum === 'number' && minimum > 0 ? [{ref: {kind: of.kind, name: of.name}, minimum}] : [];
  })[0];
}
