import {type Met, timesFor} from '../forecast/losses.ts';
import {endsAll} from '../history/records/fault-effect.ts';
import {nodeOf} from '../kubernetes/pods.ts';
import {expectedMsOfStep} from './order.ts';
import type {Deployed} from './planned.ts';
import {nameOfStep, type Stage, type Step} from './scenario.ts';
import {candidatesFor} from './targets.ts';

/** More often nothing is done again. */
const mostTimes = 5;

/**
 * The stages with steps that say `again` done so often that a short loss at the end of each pod would show at their rate:
 * `rolling-restart/2`. Others that do the same count too.
 */
export function repeatThin(
  stages: readonly Stage[],
  deployed: Deployed,
  ratePerSecond: (stage: Stage) => number,
): readonly Stage[] {
  const times = new Map<string, number>();
  for (const {steps = []} of stages)
    for (const step of steps) times.set(kindOf(step), (times.get(kindOf(step)) ?? 0) + 1);
  return stages.map((stage) => {
    if (ratePerSecond(stage) === 0 || stage.steps?.some(({again}) => again === true) !== true) return stage;
    return {...stage, steps: stage.steps.flatMap((step) => repeated(step, stage))};
  });

  function repeated(step: Step, stage: Stage): readonly Step[] {
    if (step.again !== true) return [step];
    const wanted = timesFor({ratePerSecond: ratePerSecond(stage), ...endingOf(step, deployed)});
    const allowed = Math.max(1, Math.floor(deployed.patience.holdMs / expectedMsOfStep(step)));
    const others = (times.get(kindOf(step)) ?? 1) - 1;
    const most = Math.max(1, Math.min(wanted, allowed, mostTimes) - others);
    return Array.from({length: most}, (_, index) =>
      index === 0 ? step : {...step, as: `${nameOfStep(step)}/${index + 1}`},
    );
  }
}

function kindOf({fault, options = {}}: Step): string {
  return `${fault} ${JSON.stringify(options)}`;
}

/** Of how many replicas how many a step ends at least. */
function endingOf(
  {fault = '', on}: Step,
  {subject, deploy, cluster, volumes, effects}: Deployed,
): Omit<Met, 'ratePerSecond'> {
  const {replicas} = deploy.entry;
  const {dependencies, entry} = subject;
  const {targets} = candidatesFor(on, {
    pods: deploy.objects,
    deploy,
    entry,
    nodes: cluster.nodes,
    volumes,
    dependencies,
  });
  const effect = Object.hasOwn(effects, fault) ? effects[fault] : undefined;
  const isPicked = 'workload' in on && on.pick !== 'each';
  if ('workload' in on)
    return {replicas, ended: !isPicked && effect !== undefined && endsAll(effect) ? targets.length : 1};
  const onNodes = targets.map(
    ({name}) => deploy.objects.filter((it) => it.kind === 'Pod' && nodeOf(it) === name).length,
  );
  return {replicas, ended: Math.max(1, ...('node' in on ? onNodes : []))};
}
