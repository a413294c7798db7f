import type {Json} from '../../kubernetes/kube-object.ts';
import {expandStages} from '../../scenario/expand.ts';
import {expectedMsOfStages} from '../../scenario/order.ts';
import {planOf} from '../../scenario/plan.ts';
import {stagesOf} from '../../scenario/stages.ts';
import {clusterOf, deployOf, type TrialContext} from '../context.ts';
import {refuseUnready} from './deploy.ts';
import type {Phase} from './phase.ts';

/**
 * Expands the scenario on the deployed subject: every step, bound and possible victim by name, before the first step.
 */
export function planPhase(context: TrialContext): Phase {
  return {
    name: 'plan',
    title: 'Plan the trial',
    expectedMs: 500,
    async setup({note}) {
      await context.afloat.proof;
      refuseUnready(deployOf(context));
      const {scenario, profile, afloat} = context;
      const {api, facts: cluster} = clusterOf(context);
      const volumes = (await api.list({apiVersion: 'v1', kind: 'PersistentVolume'})).items;
      const plan = planOf({scenario, subject: profile.facts, deploy: deployOf(context), cluster, volumes});
      afloat.plan = plan;
      const seconds = Math.round(
        expectedMsOfStages(expandStages(stagesOf(scenario), deployOf(context).objects)) / 1000,
      );
      note(`${plan.stages.length} stages, about ${seconds} s; ${plan.steps.map((step) => step.name).join(', ')}`);
      return plan as unknown as Json;
    },
  };
}
