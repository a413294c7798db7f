import {readCapabilities} from '../../cluster/capabilities.ts';
import {proveNetwork} from '../../cluster/kind/ready.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import type {TrialContext} from '../context.ts';
import {bringImages} from './images.ts';
import type {Phase} from './phase.ts';

/** Takes the trial's cluster from its bed, and gives it back at the end. */
export function clusterPhase(context: TrialContext): Phase {
  const {bed, journal, afloat, clock} = context;
  return {
    name: 'cluster',
    title: bed.title,
    expectedMs: bed.expectedMs,
    async setup(phase) {
      const cluster = await bed.take(journal, phase);
      afloat.cluster = cluster;
      afloat.proof = proveNetwork(cluster, {clock, signal: phase.signal});
      afloat.images = bringImages(context, cluster);
      // Awaited by the plan and the deployment; until then they must not end the process.
      for (const going of [afloat.proof, afloat.images]) going.catch(() => undefined);
      afloat.capabilities = await readCapabilities(cluster.shell, cluster.nodes[0]?.name ?? '');
      return {...cluster.facts, capabilities: afloat.capabilities} as unknown as Json;
    },
    async teardown(phase) {
      await Promise.allSettled([afloat.proof, afloat.images]);
      await bed.giveBack(journal, phase);
    },
  };
}
