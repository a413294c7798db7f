import type {Answer} from '../../src/history/events.ts';
import {deletePod} from './controllers.ts';
import {namespace} from './objects.ts';
import {intOrPercent} from './percents.ts';
import type {Pod, World} from './state.ts';
import type {Workload} from './subject.ts';

/** How many pods of a workload may go right now, by its budget; undefined: it has none. */
function allowed(
  world: World,
  {name, budget, replicas}: Workload,
): {readonly may: number; readonly why: string} | undefined {
  if (budget === undefined) return undefined;
  const healthy = [...world.pods].filter(
    (pod) => pod.workload.name === name && pod.isReady && pod.ending === undefined,
  ).length;
  const value = ('minAvailable' in budget ? budget.minAvailable : budget.maxUnavailable) as number | string;
  const number = intOrPercent(value, replicas, Math.ceil);
  const needs = 'minAvailable' in budget ? number : replicas - number;
  return {
    may: healthy - needs,
    why: `The disruption budget ${name} needs ${needs} healthy pods and has ${healthy} currently`,
  };
}

/** Asks the API server to evict a pod, and gives its answer. */
export function evict(world: World, pod: Pod, onChange: (pod: Pod) => void): Answer {
  const of = {kind: 'Pod', name: pod.name, namespace, uid: pod.uid};
  const answer = (code: number, message = '', cause = ''): Answer => ({
    question: 'evict',
    of,
    answer: {code, message, cause},
  });
  if (pod.isGone) return answer(404, 'pods not found');
  const budget = allowed(world, pod.workload);
  if (pod.isReady && pod.ending === undefined && budget !== undefined && budget.may <= 0)
    return answer(429, "Cannot evict pod as it would violate the pod's disruption budget.", budget.why);
  deletePod(world, pod, pod.workload.graceS * 1000, onChange);
  return answer(201);
}
