import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {readGuards} from '../../../src/cluster/kind/nodes/guards.ts';
import {waitForSentinels} from '../../../src/cluster/harness/sentinels.ts';
import {waitPatiently} from '../../../src/cluster/wait-patiently.ts';
import type {Fault, InjectTools} from '../../../src/fault/fault.ts';
import {lookAround, lookInside, lookOutside} from '../../../src/residue/audit.ts';
import {type Leftover, leftoverText, residueBetween} from '../../../src/residue/leftover.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';

/** The effects of a fault in a test; what it is told is dropped. */
export function toolsOf(cluster: Cluster): InjectTools {
  return {cluster, clock, signal: AbortSignal.timeout(300_000), tell: () => undefined, directRequests: []};
}

/** Injects, and resolves with the first reading that proves it; throws when none does, or when the injection failed. */
export async function injected(fault: Fault, mark: Json, before: Json, tools: InjectTools): Promise<Json> {
  const injecting = fault.inject(mark, tools);
  const proving = waitPatiently(
    {what: 'the receipt', withinMs: 60_000, everyMs: fault.readEveryMs, clock},
    async () => {
      const after = await fault.read(mark, tools);
      return fault.proves(before, after) ? {done: after} : {seen: JSON.stringify(after)};
    },
  );
  const [, after] = await Promise.all([injecting, proving]);
  return after;
}

/** Starts the injection in a process group of its own and kills it `afterMs` later, with all that it runs here. */
export async function killedInjector(name: string, mark: Json, cluster: Cluster, afterMs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-inject-'));
  try {
    const file = join(folder, 'mark.json');
    writeFileSync(file, JSON.stringify(mark));
    const program = join(import.meta.dirname, 'programs', 'inject.ts');
    const argv = [program, name, file, cluster.name, cluster.kubeconfig];
    const child = spawn(process.execPath, argv, {detached: true, stdio: ['ignore', 'pipe', 'inherit']});
    const gone = once(child, 'exit');
    await once(createInterface(child.stdout), 'line');
    // The moment of death is what is tried, not something waited for.
    await clock.sleep(afterMs);
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    const [exitCode] = (await gone) as [number | null];
    // An injector that fails by itself is not one that was killed.
    if (exitCode !== null && exitCode !== 0)
      throw new Error(`${name}: the injector ended by itself with exit code ${exitCode}`);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

/** What is left over on the cluster beside a namespace that is in use. */
export async function leftovers(cluster: Cluster, namespace: string): Promise<readonly Leftover[]> {
  return lookAround({cluster, signal: AbortSignal.timeout(60_000)}, namespace);
}

/**
 * Waits until the cluster is as it was: nothing left, every sentinel answering at its node's old address, the guards of
 * every node in place.
 */
export async function asBefore(cluster: Cluster, before: readonly Leftover[], namespace: string): Promise<void> {
  const {nodes, shell, facts} = cluster;
  await waitPatiently({what: 'the cluster to be as before', withinMs: 180_000, everyMs: 1000, clock}, async () => {
    const {hosts, leftovers: outside} = await lookOutside({cluster}, namespace);
    let left = residueBetween(before, outside);
    if (left.length === 0) {
      const inside = await lookInside({cluster, signal: AbortSignal.timeout(60_000)}, hosts);
      left = residueBetween(before, [...outside, ...inside]);
    }
    return left.length === 0 ? {done: undefined} : {seen: left.map(leftoverText).join('; ')};
  });
  await waitForSentinels({nodes, shell, reachable: !facts.proxied, clock});
  await Promise.all(nodes.map(async ({name}) => readGuards(shell, name)));
}
