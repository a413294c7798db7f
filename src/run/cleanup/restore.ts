import {existsSync, rmSync} from 'node:fs';
import type {Cluster, ClusterEffects} from '../../cluster/cluster.ts';
import {attachCluster, isOnEngine, type Owner, reachCluster} from '../../cluster/clusters.ts';
import {endTaggedProcesses, isTag} from '../../cluster/tagged-processes.ts';
import {faultNamed} from '../../fault/faults.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {lookAround} from '../../residue/audit.ts';
import {removeSubject} from '../../subject/deploy/namespace.ts';
import type {Clock} from '../../system/clock.ts';
import {commandLine} from '../../system/command-line.ts';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {type PendingUndo, type JournalRead, kubeconfigOf} from './journal.ts';
import {isMarked} from './marks.ts';

/**
 * Takes back what dead runs left on one cluster that stays, all of them together, and closes their journals: it is
 * whole only when nothing of theirs is pending. What of theirs still runs on the nodes is ended too. The caller holds
 * the cluster's lock.
 */
export async function undoRuns(runs: readonly JournalRead[], context: CleanContext): Promise<void> {
  const pending = runs.flatMap((run) => run.pending.filter((undo) => undo.what !== 'cluster' && isMarked(undo)));
  const name = runs[0]?.cluster ?? '';
  const cluster = await undoOnCluster(name, pending, context).catch((error: unknown) => {
    context.signal.throwIfAborted();
    throw new HarnessError(
      'not-restored',
      `The cluster ${name} is not as it was: ${messageOf(error)}. "${commandLine(`clean ${name}`)}" deletes it`,
      {
        cause: error,
      },
    );
  });
  if (cluster !== undefined) await endProcesses(cluster, context);
  for (const {folder} of runs) rmSync(folder, {recursive: true, force: true});
}

/**
 * Takes back what dead runs left on one cluster that stays, newest first, and resolves when the cluster is whole again:
 * all nodes Ready, and answering end to end. What could not be taken back is tried once more after the rest. A cluster
 * that is gone took all of it along.
 */
async function undoOnCluster(
  name: string,
  pending: readonly PendingUndo[],
  context: CleanContext,
): Promise<Cluster | undefined> {
  if (pending.length === 0) return undefined;
  const {effects, clock, state, owner, signal} = context;
  // Derived, never read: a journal is not trusted with a path.
  const kubeconfig = kubeconfigOf(name, state);
  if (!(await isThere(name, kubeconfig, context))) return undefined;
  const cluster = await reachCluster({name, kubeconfig, owner, effects, clock});
  const failed = await undoAll(pending, cluster, context);
  // One fault may have kept another from being undone: a paused node lets nobody in.
  const problems = await undoAll(
    failed.map(({undo}) => undo),
    cluster,
    context,
  );
  if (problems.length > 0) throw new Error(problems.map(({undo, error}) => `${undo.kind}: ${error}`).join('; '));
  return await attachCluster({name, kubeconfig, owner, effects, clock, signal});
}

/** What watched for a dead run outlives it on the nodes; the next trial would take it for a part of the cluster. */
async function endProcesses(cluster: Cluster, {signal}: CleanContext): Promise<void> {
  const seen = await lookAround({cluster, signal});
  for (const {kind, on, what} of seen)
    if (kind === 'process' && isTag(what)) await endTaggedProcesses(cluster.shell, on, what);
}

async function undoAll(
  pending: readonly PendingUndo[],
  cluster: Cluster,
  context: CleanContext,
): Promise<readonly {readonly undo: PendingUndo; readonly error: string}[]> {
  const failed: {readonly undo: PendingUndo; readonly error: string}[] = [];
  for (const undo of pending) {
    try {
      await undoOne(undo, cluster, context);
    } catch (error) {
      context.signal.throwIfAborted();
      failed.push({undo, error: messageOf(error)});
    }
  }
  return failed;
}

async function undoOne(undo: PendingUndo, cluster: Cluster, {clock, signal}: CleanContext): Promise<void> {
  if (undo.what === 'namespace') {
    const {name, uid} = undo.mark as {readonly name: string; readonly uid?: string};
    await removeSubject({api: cluster.api, shell: cluster.shell, namespace: name, clock, signal}, uid);
    return;
  }
  const fault = faultNamed(undo.kind);
  if (fault === undefined) throw new Error(`No fault of the kind ${undo.kind} is known to this version`);
  await fault.undo((undo.mark as {readonly mark: Json}).mark, {cluster, clock, signal});
}

async function isThere(name: string, kubeconfig: string, {effects}: CleanContext): Promise<boolean> {
  if (!existsSync(kubeconfig)) return false;
  return await isOnEngine(effects.exec, name);
}

export interface CleanContext {
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly state: string;
  readonly owner: Owner;
  readonly signal: AbortSignal;
}
