import type {SubjectFacts} from '../history/facts.ts';
import {containersOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../kubernetes/owners.ts';
import {ownersOfPods, type PodOwner} from '../kubernetes/workloads.ts';
import {nameOfStep, type Stage, type Step} from './scenario.ts';

/**
 * The stages with each step on `every` container replaced by one for each container that runs in the subject, of
 * whatever owner: `pause/gateway/proxy`; and each step on a kind of dependency by one for each that the profile declares,
 * where it declares several: what is lost together cannot be told apart.
 */
export function expandStages(
  stages: readonly Stage[],
  objects: readonly KubeObject[],
  dependencies: SubjectFacts['dependencies'],
): readonly Stage[] {
  return stages.map((stage) =>
    stage.steps === undefined
      ? stage
      : {...stage, steps: stage.steps.flatMap((step) => expand(step, objects, dependencies))},
  );
}

function expand(
  step: Step,
  objects: readonly KubeObject[],
  dependencies: SubjectFacts['dependencies'],
): readonly Step[] {
  if ('dependency' in step.on) {
    const {dependency, name: named} = step.on;
    const meant = dependencies.filter(({need}) => need === dependency);
    if (named !== undefined || meant.length < 2) return [step];
    return meant.map(({name}): Step => ({...step, as: `${nameOfStep(step)}/${name}`, on: {dependency, name}}));
  }
  if (!('every' in step.on)) return [step];
  return ownersOfPods(objects).flatMap((owner) =>
    runningIn(owner, objects).map((name): Step => ({
      ...step,
      as: `${nameOfStep(step)}/${owner.ref.name}/${name}`,
      on: {workload: owner.ref.name, container: name, pick: 0},
    })),
  );
}

/** As the live pods have them, with what was injected; before there is one as the template has them. */
function runningIn({ref, object}: PodOwner, objects: readonly KubeObject[]): readonly string[] {
  const live = objects.filter((one) => one.kind === 'Pod' && isSame(workloadOf(one), ref));
  const containers = (live.length === 0 ? [object] : live).flatMap(containersOf).filter(({role}) => role !== 'init');
  return [...new Set(containers.map(({name}) => name))];
}
