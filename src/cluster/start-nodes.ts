import {commandLine} from '../system/command-line.ts';
import type {Clock} from '../system/clock.ts';
import {HarnessError} from '../system/errors.ts';
import {untilQuiet} from '../system/quiet.ts';
import type {Cluster, NodeLook} from './cluster.ts';
import {waitPatiently} from './wait-patiently.ts';

/**
 * How long the guards of a node that was started may take to be seen, ms; containerd and kubelet wait for them. A node
 * asks for its host's name first: 5 s for each try that no name server answers, before the system in it begins.
 */
const guardsMs = 60_000;

/**
 * Starts those of the nodes that are down, each at the address it had, and resolves when all of them run and their leak
 * guards are in place. Throws HarnessError for a node that came back at another address, WaitTimeoutError for one
 * without guards.
 */
export async function startNodes(
  {power, guards}: Pick<Cluster, 'power' | 'guards'>,
  nodes: readonly Pick<NodeLook, 'node' | 'address'>[],
  effects: {readonly clock: Clock; readonly signal: AbortSignal},
): Promise<void> {
  const names = nodes.map(({node}) => node);
  const startDown = async (): Promise<boolean> => {
    const looks = await power.look(names);
    const down = nodes.filter(({node}) => looks.some((look) => look.node === node && look.state === 'exited'));
    if (down.length > 0) await power.start(down);
    return down.length > 0;
  };
  await untilQuiet(`Killing ${names.join(', ')}`, effects, startDown);
  await expectRunning(power, nodes);
  await Promise.all(
    names.map(async (node) => {
      const wait = {what: `the leak guards of node ${node}`, withinMs: guardsMs, everyMs: 250, ...effects};
      await waitPatiently(wait, async () => {
        try {
          return {done: await guards.inside(node)};
        } catch (error) {
          // A busy engine may carry out only now what it was asked before: a kill whose caller is long gone.
          await startDown();
          throw error;
        }
      });
    }),
  );
  await expectRunning(power, nodes);
}

async function expectRunning(
  power: Pick<Cluster['power'], 'look'>,
  nodes: readonly Pick<NodeLook, 'node' | 'address'>[],
): Promise<void> {
  const looks = await power.look(nodes.map(({node}) => node));
  for (const {node, address} of nodes) {
    const now = looks.find((look) => look.node === node);
    if (now?.state !== 'running')
      throw new HarnessError('node-down', `Node ${node} was started and is ${now?.state ?? 'gone'}`, {hint});
    if (address !== '' && now.address !== address)
      throw new HarnessError('node-moved', `Node ${node} came back at ${now.address} instead of ${address}`, {hint});
  }
}

const hint = `The cluster is not the one that the trial began on: delete it with "${commandLine('clean')}"; the next run makes a new one.`;
