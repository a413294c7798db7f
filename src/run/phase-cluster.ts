import {readCapabilities} from '../cluster/capabilities.ts';
import type {Json} from '../objects/kube-object.ts';
import type {Phase} from './phases.ts';
import type {TrialContext} from './trial.ts';

/** Takes the trial's cluster from its bed, and gives it back at the end. */
export function clusterPhase({bed, journal, afloat}: TrialContext): Phase {
  return {
    name: 'cluster',
    title: bed.title,
    expectedMs: bed.expectedMs,
    async setup(phase) {
      const cluster = await bed.take(journal, phase);
      afloat.cluster = cluster;
      afloat.capabilities = await readCapabilities(cluster.shell, cluster.nodes[0]?.name ?? '');
      return {...cluster.facts, capabilities: afloat.capabilities} as unknown as Json;
    },
    teardown: (phase) => bed.giveBack(journal, phase),
  };
}
