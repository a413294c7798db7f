import {readCapabilities} from '../../cluster/capabilities.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {proveNetwork} from '../../cluster/clusters.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import type {TrialContext} from '../context.ts';
import {bringImages} from './images.ts';
import type {Phase} from './phase.ts';

/** The cluster of a trial, and what goes on in it while the trial goes on. */
export interface TakenCluster {
  readonly cluster: Cluster;
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** The proof of its network: awaited by the plan, while the subject starts. */
  readonly networkProved: Promise<void>;
  /** The names of the subject's images, once they are on the nodes: awaited by the deployment. */
  readonly images: Promise<readonly string[]>;
}

/** Takes the trial's cluster from its source, and gives it back at the end. */
export function clusterPhase(context: TrialContext): Phase<[], TakenCluster> {
  const {source, journal, clock} = context;
  return {
    name: 'cluster',
    title: source.title,
    expectedMs: source.expectedMs,
    async run(phase) {
      const underWay: Promise<unknown>[] = [];
      phase.takeBack(async (shown) => {
        await Promise.allSettled(underWay);
        await source.giveBack(journal, shown);
      });
      const cluster = await source.take(journal, phase);
      const networkProved = proveNetwork(cluster, {clock, signal: phase.signal});
      const images = bringImages(context, cluster);
      underWay.push(networkProved, images);
      // Until somebody awaits them they must not end the process.
      for (const one of underWay) one.catch(() => undefined);
      const capabilities = await readCapabilities(cluster.shell, cluster.nodes[0]?.name ?? '');
      return {cluster, capabilities, networkProved, images};
    },
    facts: ({cluster, capabilities}) => ({...cluster.facts, capabilities}) as unknown as Json,
  };
}
