import {faults} from '../../fault/faults.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {expectedMsOfStages} from '../../scenario/order.ts';
import {type Plan, planOf, stagesFor} from '../../scenario/plan.ts';
import type {TrialContext} from '../context.ts';
import type {TakenCluster} from './cluster.ts';
import {refuseUnready} from './deploy.ts';
import type {Phase} from './phase.ts';
import {about} from '../../text/duration.ts';

const effects = Object.fromEntries(Object.entries(faults).map(([name, {effect}]) => [name, effect]));

/**
 * Expands the scenario on the deployed subject: every step, bound and possible victim by name, before the first step.
 */
export function planPhase({scenario, profile, patience}: TrialContext): Phase<[TakenCluster, DeployFacts], Plan> {
  return {
    name: 'plan',
    title: 'Plan the trial',
    expectedMs: 500,
    async run({note}, {cluster, networkProved}, deploy) {
      await networkProved;
      refuseUnready(deploy);
      const volumes = (await cluster.api.list({apiVersion: 'v1', kind: 'PersistentVolume'})).items;
      const input = {scenario, subject: profile.facts, deploy, cluster: cluster.facts, volumes, effects, patience};
      const plan = planOf(input);
      const {stages, steps} = plan.facts;
      const lastsMs = expectedMsOfStages(stagesFor(input));
      note(`${stages.length} stages, ${about(lastsMs)}; ${steps.map((step) => step.name).join(', ')}`);
      return plan;
    },
    facts: ({facts}) => facts as unknown as Json,
  };
}
