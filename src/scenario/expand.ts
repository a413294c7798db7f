import {containersOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {workloadsOf} from '../kubernetes/workloads.ts';
import {nameOfStep, type Stage, type Step} from './scenario.ts';

/**
 * The stages with each step on `every` container replaced by one for each container that runs in the subject:
 * `pause/gateway/proxy`.
 */
export function expandStages(stages: readonly Stage[], objects: readonly KubeObject[]): readonly Stage[] {
  return stages.map((stage) =>
    stage.steps === undefined ? stage : {...stage, steps: stage.steps.flatMap((step) => expand(step, objects))},
  );
}

function expand(step: Step, objects: readonly KubeObject[]): readonly Step[] {
  if (!('every' in step.on)) return [step];
  return workloadsOf(objects).flatMap(({ref, object}) =>
    containersOf(object)
      .filter(({role}) => role !== 'init')
      .map(({name}): Step => ({
        ...step,
        as: `${nameOfStep(step)}/${ref.name}/${name}`,
        on: {workload: ref.name, container: name, pick: 0},
      })),
  );
}
