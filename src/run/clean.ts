import {rmSync} from 'node:fs';
import type {Clock} from '../system/clock.ts';
import {messageOf, UsageError} from '../system/errors.ts';
import type {ClusterEffects} from '../cluster/cluster.ts';
import {deleteCluster} from '../cluster/delete.ts';
import {sweepHostGuards} from '../cluster/host-guard.ts';
import {listClusters} from '../cluster/sweep.ts';
import {kubeconfigOf} from './bed.ts';
import {type JournalRead, readJournals} from './journal.ts';
import {isAlive} from './owner.ts';
import {settleRuns} from './settle.ts';

export interface CleanContext {
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly state: string;
  readonly signal: AbortSignal;
}

/** One thing of ours that no living run owns. */
export interface Leftover {
  readonly what: 'cluster' | 'debts';
  readonly name: string;
  readonly why: string;
  readonly takeBack: () => Promise<void>;
}

export interface Cleaned {
  readonly leftover: Leftover;
  /** Undefined when it was taken back. */
  readonly error: string | undefined;
}

/**
 * What is ours and owned by no living run: clusters (by journal, then by name prefix) with all that is in them, and the debts of dead
 * runs on clusters that stay: those that a living run uses, and kept or warm ones, which are restored and not deleted. `only` names one
 * cluster, which is deleted. Throws UsageError when a living run uses that one.
 */
export async function findLeftovers(context: CleanContext, only?: string): Promise<readonly Leftover[]> {
  const journals = readJournals(context.state);
  const dead = journals.filter((journal) => !isAlive(journal.owner));
  const living = journals.filter((journal) => isAlive(journal.owner));
  const inUse = new Set(living.map((journal) => journal.cluster));
  if (only !== undefined && inUse.has(only)) {
    const by = living.flatMap(({id, cluster, owner}) => (cluster === only ? [`${id} (process ${owner.pid})`] : []));
    throw new UsageError('cluster-in-use', `The cluster ${only} is in use by ${by.join(', ')}`, {
      hint: 'End that run first: Ctrl-C takes back what it did.',
    });
  }
  const owed = dead.flatMap((journal) =>
    journal.debts.filter((debt) => debt.what === 'cluster').map((debt) => (debt.mark as {readonly name: string}).name),
  );
  const there = await listClusters(context.effects.exec);
  const stays = new Set([...there.filter((name) => only === undefined && !owed.includes(name) && owesOn(name, dead)), ...inUse]);
  const clusters = [...new Set([...owed, ...there])].filter((name) => !stays.has(name) && (only === undefined || name === only)).sort();
  // Debts on a cluster that goes away go away with it; the journal is closed together with the cluster.
  const apart = Map.groupBy(
    dead.filter((journal) => only === undefined && !clusters.includes(journal.cluster)),
    ({cluster}) => cluster,
  );
  const company = (cluster: string) => (inUse.has(cluster) ? 'in use' : 'alone');
  return [
    ...[...apart].map(([cluster, runs]) => debtsOf(cluster, runs, company(cluster), context)),
    ...clusters.map((name) => clusterLeftover(name, dead, context)),
  ];
}

/** Takes out the host's packet rules for networks of ours that are gone; a run that was killed may leave them. */
export async function cleanHost({exec}: CleanContext['effects']): Promise<void> {
  await sweepHostGuards(exec);
}

function owesOn(cluster: string, journals: readonly JournalRead[]): boolean {
  return journals.some((journal) => journal.cluster === cluster && journal.debts.length > 0);
}

/** Takes everything back, one after the other; what fails is named and does not keep the rest from being taken back. */
export async function clean(leftovers: readonly Leftover[], note: (text: string) => void): Promise<readonly Cleaned[]> {
  const results: Cleaned[] = [];
  for (const leftover of leftovers) {
    note(`${leftover.what} ${leftover.name}`);
    try {
      await leftover.takeBack();
      results.push({leftover, error: undefined});
    } catch (error) {
      results.push({leftover, error: messageOf(error)});
    }
  }
  return results;
}

function clusterLeftover(name: string, dead: readonly JournalRead[], {effects, state, clock}: CleanContext): Leftover {
  const runs = dead.filter((journal) => journal.cluster === name);
  return {
    what: 'cluster',
    name,
    why: runs.length > 0 ? `left by the run ${runs.map((run) => run.id).join(', ')}, which has ended` : 'kept or warm, and used by no run',
    async takeBack() {
      await deleteCluster(name, {exec: effects.exec, kubeconfig: kubeconfigOf(name, state), clock, interrupted: runs.length > 0});
      for (const run of runs) rmSync(run.folder, {recursive: true, force: true});
    },
  };
}

function debtsOf(cluster: string, runs: readonly JournalRead[], company: 'alone' | 'in use', context: CleanContext): Leftover {
  const debts = runs.flatMap((run) => run.debts).filter((debt) => debt.what !== 'cluster');
  return {
    what: 'debts',
    name: runs.map(({id}) => id).join(', '),
    why: debts.length === 0 ? 'journals without debts' : `on ${cluster}: ${debts.map(({kind}) => kind).join(', ')}`,
    takeBack: () => settleRuns(runs, context, company),
  };
}
