import type {NodeLook} from '../../cluster/cluster.ts';
import type {Target, Tools} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';

/** A node as it was found: its container's ID and address outlast a start. */
export type MarkedNode = {readonly node: string; readonly id: string; readonly address: string};

/**
 * The nodes of the targets, each of which runs. Throws NotExercisedError for none, for one that does not run, and for
 * the control plane.
 */
export async function nodesOf(
  targets: readonly Target[],
  {cluster}: Pick<Tools, 'cluster'>,
): Promise<readonly [MarkedNode, ...MarkedNode[]]> {
  const names = [...new Set(targets.flatMap(({kind, name}) => (kind === 'node' ? [name] : [])))];
  const spared = names.find((name) => cluster.nodes.find((node) => node.name === name)?.role !== 'worker');
  if (spared !== undefined)
    throw new NotExercisedError(
      `${spared} is no worker of ${cluster.name}, and only workers are the victims of faults`,
    );
  const looks = await cluster.power.look(names);
  const broken = looks.find(({state}) => state !== 'running');
  if (broken !== undefined)
    throw new NotExercisedError(
      `Node ${broken.node} is ${broken.state} already`,
      'Look at the residue of the trial before',
    );
  const [first, ...others] = looks.map(({node, id, address}) => ({node, id, address}));
  if (first === undefined)
    throw new NotExercisedError('No node was selected', 'Let the step select a node or a zone that hosts a workload');
  return [first, ...others];
}

/** How the marked nodes are now; one that was made anew under its name is not the marked one, and left out. */
export async function looksAt(
  marked: readonly MarkedNode[],
  {cluster}: Pick<Tools, 'cluster'>,
): Promise<readonly NodeLook[]> {
  const looks = await cluster.power.look(marked.map(({node}) => node));
  return looks.filter((look) => marked.some(({id}) => id === look.id));
}
