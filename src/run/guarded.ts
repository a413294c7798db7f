import type {Cluster} from '../cluster/cluster.ts';
import type {TrialContext} from './context.ts';

/**
 * Reads the leak guards of all running nodes and of the host's side once more, before anything is judged: what they
 * stopped is told in the history. Throws HarnessError `guards-missing` when one is not in place: then nobody knows what
 * the trial reached, and nothing it saw counts.
 */
export async function proveGuarded(
  {nodes, power, guards}: Pick<Cluster, 'nodes' | 'power' | 'guards'>,
  {recorder}: Pick<TrialContext, 'recorder'>,
): Promise<void> {
  const looks = await power.look(nodes.map((node) => node.name));
  const running = looks.flatMap(({node, state}) => (state === 'running' ? [node] : []));
  const [host, ...inside] = await Promise.all([
    guards.outside().then((packets) => ({"the host's side": packets})),
    ...running.map(async (node) => {
      const {egress, egress6, host: toHost} = await guards.inside(node);
      return {[`${node} to outside`]: egress + egress6, [`${node} to the host`]: toHost};
    }),
  ]);
  const stopped = Object.entries(Object.assign({}, host, ...inside) as Readonly<Record<string, number>>).filter(
    ([, packets]) => packets > 0,
  );
  const told = stopped.length === 0 ? 'nothing' : stopped.map(([where, packets]) => `${where}: ${packets}`).join('; ');
  recorder.append({
    kind: 'line',
    source: 'guards',
    text: `The guards are in place; packets they stopped since the cluster began: ${told}`,
  });
}
