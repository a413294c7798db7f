import type {ClusterNode} from '../cluster/cluster.ts';
import {endTaggedProcesses, isTag} from '../cluster/tagged-processes.ts';
import {startNodes} from '../cluster/start-nodes.ts';
import {removeStubs} from '../cluster/stubs.ts';
import type {Clock} from '../system/clock.ts';
import {messageOf} from '../system/errors.ts';
import {unlessLate, waitFor} from '../system/wait.ts';
import {type AuditContext, lookAround} from './audit.ts';
import {repairRecord} from './repair-record.ts';
import {repairScript} from './node-scripts.ts';
import {type Leftover, type LeftoverKind, leftoverText, residueBetween} from './leftover.ts';

export interface RepairContext extends AuditContext {
  readonly clock: Clock;
  readonly note: (text: string) => void;
}

/** What was found beyond what was there before, and what is still there at the end. */
export interface Repaired {
  readonly found: readonly Leftover[];
  readonly left: readonly Leftover[];
}

/**
 * What ends by itself (a pod that ends, a node that gets Ready) and what was repaired may take so long to be gone, ms.
 */
const withinMs = 90_000;
const everyMs = 1000;
const nodeMs = 30_000;
const mostRecords = 200;

/**
 * Looks for residue, takes back what there is a way for, and waits until it is gone or the bound is hit. What was there
 * before stays.
 */
export async function repairResidue(before: readonly Leftover[], context: RepairContext): Promise<Repaired> {
  const {clock, signal, note} = context;
  const look = async (): Promise<readonly Leftover[]> => residueBetween(before, await lookAround(context));
  const found = await look();
  let left = found;
  if (found.length === 0) return {found, left};
  note(found.map(leftoverText).join('; '));
  const repairing = waitFor({what: 'the cluster to be as before', withinMs, everyMs, clock, signal}, async () => {
    await repair(left, context);
    left = await look();
    return left.length === 0 ? {done: undefined} : {seen: left.map(leftoverText).join('; ')};
  });
  await unlessLate(repairing);
  return {found, left};
}

/**
 * One try at each thing; what has no way of its own is waited for, and what did not work is tried again after the next
 * look.
 */
async function repair(leftovers: readonly Leftover[], context: RepairContext): Promise<void> {
  const {cluster, clock, signal, note} = context;
  const stopped = cluster.nodes.filter(({name}) =>
    leftovers.some(({kind, on, what}) => on === name && kind === 'node-state' && what !== 'paused'),
  );
  const ways = [
    // Nodes that are down are started together with each other in mind: they could swap their addresses.
    ...(stopped.length === 0
      ? []
      : [
          () =>
            startNodes(
              cluster,
              stopped.map(({name, address}) => ({node: name, address})),
              {clock, signal},
            ),
        ]),
    ...(leftovers.some(({kind}) => kind === 'name' || kind === 'pod')
      ? [() => removeStubs(cluster.api, {clock, signal})]
      : []),
    ...cluster.nodes.map((node) => () => repairNode(node, leftovers, context)),
  ];
  for (const way of ways) {
    await way().catch((error: unknown) => {
      signal.throwIfAborted();
      note(messageOf(error));
    });
  }
}

async function repairNode(
  {name}: ClusterNode,
  leftovers: readonly Leftover[],
  {cluster, signal}: RepairContext,
): Promise<void> {
  const of = (...kinds: readonly LeftoverKind[]): readonly Leftover[] =>
    leftovers.filter(({on, kind}) => on === name && kinds.includes(kind));
  if (of('node-state').some(({what}) => what === 'paused')) await cluster.power.unpause(name);
  if (of('cordon').length > 0)
    await cluster.api.patch({apiVersion: 'v1', kind: 'Node'}, name, undefined, {spec: {unschedulable: null}});
  for (const {what} of of('process').filter((leftover) => isTag(leftover.what)))
    await endTaggedProcesses(cluster.shell, name, what);
  // What is more than one call takes is there at the next look.
  const records = of('unit', 'command', 'stopped', 'frozen', 'file', 'rule')
    .slice(0, mostRecords)
    .flatMap(repairRecord);
  if (records.length > 0) await cluster.shell.script(name, repairScript, records, {timeoutMs: nodeMs, signal});
}
