import type {DeployFacts, PlanFacts} from '../../history/facts.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {expandStages} from '../../scenario/expand.ts';
import {expectedMsOfStages} from '../../scenario/order.ts';
import {planOf} from '../../scenario/plan.ts';
import {stagesOf} from '../../scenario/stages.ts';
import type {TrialContext} from '../context.ts';
import type {TakenCluster} from './cluster.ts';
import {refuseUnready} from './deploy.ts';
import type {Phase} from './phase.ts';
import {about} from '../../text/duration.ts';

/**
 * Expands the scenario on the deployed subject: every step, bound and possible victim by name, before the first step.
 */
export function planPhase({scenario, profile}: TrialContext): Phase<[TakenCluster, DeployFacts], PlanFacts> {
  return {
    name: 'plan',
    title: 'Plan the trial',
    expectedMs: 500,
    async run({note}, {cluster, networkProved}, deploy) {
      await networkProved;
      refuseUnready(deploy);
      const volumes = (await cluster.api.list({apiVersion: 'v1', kind: 'PersistentVolume'})).items;
      const plan = planOf({scenario, subject: profile.facts, deploy, cluster: cluster.facts, volumes});
      const lastsMs = expectedMsOfStages(expandStages(stagesOf(scenario), deploy.objects));
      note(`${plan.stages.length} stages, ${about(lastsMs)}; ${plan.steps.map((step) => step.name).join(', ')}`);
      return plan;
    },
    facts: (plan) => plan as unknown as Json,
  };
}
