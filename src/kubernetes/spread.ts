/** Where a pod runs. */
export interface Placed {
  readonly name: string;
  readonly node: string;
}

/** What the death of one node or one zone takes away from some pods. */
export interface Loss {
  readonly domain: 'node' | 'zone';
  readonly name: string;
  /** Names of the pods that die with it. */
  readonly pods: readonly string[];
  /** Pods that are left. */
  readonly left: number;
}

/** The nodes pods may run on, with their zones (empty: in none). */
export type Places = readonly {readonly name: string; readonly zone: string}[];

/** The death of each single node and each zone, computed for all, the worst first. */
export function lossesOf(pods: readonly Placed[], places: Places): readonly Loss[] {
  const loss = (domain: Loss['domain'], name: string, nodes: ReadonlySet<string>): Loss => {
    const lost = pods.filter(({node}) => nodes.has(node)).map((pod) => pod.name);
    return {domain, name, pods: lost, left: pods.length - lost.length};
  };
  const nodes = places.map(({name}) => loss('node', name, new Set([name])));
  const zones = zonesOf(places).map((zone) =>
    loss('zone', zone, new Set(places.filter((place) => place.zone === zone).map(({name}) => name))),
  );
  return [...nodes, ...zones].toSorted((one, other) => one.left - other.left);
}

/**
 * The fewest pods that the worst death must take away: with zones, what one zone holds when all hold alike; else the
 * same of nodes.
 */
export function fairestLoss(pods: number, places: Places): number {
  const zones = zonesOf(places).length;
  return Math.ceil(pods / Math.max(1, zones > 1 ? zones : places.length));
}

function zonesOf(places: Places): readonly string[] {
  return [...new Set(places.map(({zone}) => zone))].filter((zone) => zone !== '').toSorted();
}
