import {existsSync, rmSync} from 'node:fs';
import type {Cluster, ClusterEffects} from '../cluster/cluster.ts';
import {attachCluster, createCluster, deleteCluster, type Owner} from '../cluster/clusters.ts';
import type {Tools} from '../setup/tools.ts';
import type {Clock} from '../system/clock.ts';
import {type Journal, type JournalRead, kubeconfigOf, type PendingUndo, readJournals} from './cleanup/journal.ts';
import {type Held, heldClusters, holdCluster, inUse, type Lock} from './cleanup/lock.ts';
import {undoRuns} from './cleanup/restore.ts';
import {reusedClusterName} from './id.ts';
import type {PhaseContext} from './phases/phase.ts';

/** Where a trial's cluster comes from and what becomes of it. */
export interface ClusterSource {
  readonly cluster: string;
  readonly title: string;
  readonly expectedMs: number;
  /** Whether the cluster is deleted with the trial, and all that is in it. */
  readonly endsWithTrial: boolean;
  /**
   * Holds the cluster's lock from here until `giveBack` has ended, which is called however this ended. Throws
   * UsageError when somebody else does.
   */
  readonly take: (journal: Journal, phase: PhaseContext) => Promise<Cluster>;
  readonly giveBack: (journal: Journal, phase: PhaseContext) => Promise<void>;
}

export interface SourceContext {
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly state: string;
  readonly owner: Owner;
  readonly tools: Tools;
  /** A fresh cluster gets shortened timings; a reused one never. */
  readonly accelerated: boolean;
  /** The file for what kind says while it creates the cluster. */
  readonly log: string;
}

/** What creating a cluster of 1 + 4 took when it was measured, ms. */
const creationMs = 60_000;
const attachMs = 3000;

/** A cluster for this run alone: deleted at its end, or left when `keep` is asked for. */
export function freshCluster(name: string, keep: boolean, context: SourceContext): ClusterSource {
  let pending: PendingUndo | undefined;
  let lock: Lock | undefined;
  let isWhole = false;
  return {
    cluster: name,
    title: 'Create the cluster',
    expectedMs: creationMs,
    endsWithTrial: !keep,
    async take(journal, phase) {
      lock = holdCluster(context.state, name, journal.id);
      pending = journal.add({what: 'cluster', kind: 'cluster', mark: {name}});
      const cluster = await create(name, context.accelerated, context, phase);
      isWhole = true;
      return cluster;
    },
    async giveBack(journal) {
      try {
        if (pending === undefined) return;
        if (!keep) await remove(name, context, !isWhole);
        journal.done(pending);
      } finally {
        lock?.release();
      }
    },
  };
}

/** The reused cluster: attached when it is there, else created; it stays. */
export function reusedCluster(context: SourceContext): ClusterSource {
  const name = reusedClusterName(context.owner);
  const isThere = () => existsSync(kubeconfigOf(name, context.state)) && !deadOn(name, context.state).some(isHalfMade);
  const there = isThere();
  let pending: PendingUndo | undefined;
  let lock: Lock | undefined;
  return {
    cluster: name,
    title: there ? 'Attach to the reused cluster' : 'Create the cluster to be reused',
    expectedMs: there ? attachMs : creationMs,
    endsWithTrial: false,
    async take(journal, phase) {
      const {effects, clock, tools, owner} = context;
      lock = holdCluster(context.state, name, journal.id);
      // Looked at again: until now another run may have made it, or deleted it.
      if (isThere()) {
        await undoDead(name, context, phase);
        return await attachCluster({
          name,
          kubeconfig: kubeconfigOf(name, context.state),
          owner,
          nodeImage: tools.nodeImage,
          effects,
          clock,
          signal: phase.signal,
          onProgress: phase.note,
        });
      }
      await removeHalfMade(name, context);
      // Pending until it is ready: one whose creation was interrupted is not used again.
      pending = journal.add({what: 'cluster', kind: 'cluster', mark: {name}});
      const cluster = await create(name, false, context, phase);
      journal.done(pending);
      pending = undefined;
      return cluster;
    },
    async giveBack(journal) {
      try {
        if (pending === undefined) return;
        await remove(name, context, true);
        journal.done(pending);
      } finally {
        lock?.release();
      }
    },
  };
}

/** The cluster of a suite, which holds its lock, shared by its trials. */
export function sharedCluster(cluster: Cluster): ClusterSource {
  return {
    cluster: cluster.name,
    title: 'Use the cluster of the suite',
    expectedMs: 0,
    endsWithTrial: false,
    take: () => Promise.resolve(cluster),
    giveBack: () => Promise.resolve(),
  };
}

/** Refuses a cluster that another living run uses; to be called before anything is touched. */
export function refuseUsedCluster(name: string, state: string): void {
  const [user] = usersOf(name, state);
  if (user !== undefined) throw inUse(user);
}

/** Who uses a cluster now: who holds its lock, and who has a journal on it. */
export function usersOf(name: string, state: string): readonly Held[] {
  const held = heldClusters(state).filter(({cluster}) => cluster === name);
  const runs = readJournals(state).flatMap(({id, cluster, owner, alive}) =>
    alive && cluster === name ? [{cluster, run: id, holder: owner}] : [],
  );
  return [...held, ...runs.filter(({run}) => !held.some((one) => one.run === run))];
}

/** Runs on this cluster that ended without taking everything back. */
function deadOn(cluster: string, state: string): readonly JournalRead[] {
  return readJournals(state).filter((journal) => journal.cluster === cluster && !journal.alive);
}

/** Takes back what killed runs left on a cluster that is used again. */
async function undoDead(
  name: string,
  {state, owner, effects, clock}: SourceContext,
  {note, signal}: PhaseContext,
): Promise<void> {
  const dead = deadOn(name, state);
  if (dead.length === 0) return;
  note(`taking back what was left by ${dead.map(({id}) => id).join(', ')}`);
  await undoRuns(dead, {effects, clock, state, owner, signal});
}

/** Deletes what an interrupted creation left, with its journals. */
async function removeHalfMade(name: string, context: SourceContext): Promise<void> {
  const dead = deadOn(name, context.state);
  if (!dead.some(isHalfMade)) return;
  await remove(name, context, true);
  for (const {folder} of dead) rmSync(folder, {recursive: true, force: true});
}

function isHalfMade({pending}: JournalRead): boolean {
  return pending.some(({what}) => what === 'cluster');
}

async function create(
  name: string,
  accelerated: boolean,
  context: SourceContext,
  phase: PhaseContext,
): Promise<Cluster> {
  const {effects, clock, tools, state, owner, log} = context;
  return await createCluster({
    name,
    kubeconfig: kubeconfigOf(name, state),
    log,
    owner,
    tools,
    effects,
    clock,
    accelerated,
    signal: phase.signal,
    onProgress: phase.note,
  });
}

async function remove(
  name: string,
  {effects, state, owner, clock}: SourceContext,
  interrupted: boolean,
): Promise<void> {
  await deleteCluster(name, {exec: effects.exec, kubeconfig: kubeconfigOf(name, state), owner, clock, interrupted});
}
