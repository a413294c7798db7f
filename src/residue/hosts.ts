import type {NodeHost} from '../cluster/cluster.ts';
import type {Leftover} from './leftover.ts';

/** What is odd about the nodes of a cluster, seen from outside of it; its own network has its name. */
export function hostLeftovers(hosts: readonly NodeHost[], cluster: string): readonly Leftover[] {
  return hosts.flatMap(({node: on, state, limits, networks}): readonly Leftover[] => {
    const limited = Object.entries(limits).map(([key, value]) => `${key} ${value}`);
    return [
      ...(state === 'running' ? [] : [{kind: 'node-state', on, what: state} as const]),
      ...(limited.length === 0 ? [] : [{kind: 'node-limits', on, what: limited.join(', ')} as const]),
      ...(networks.includes(cluster)
        ? []
        : [{kind: 'node-network', on, what: `in ${networks.join(' ') || 'no network'}`} as const]),
    ];
  });
}
