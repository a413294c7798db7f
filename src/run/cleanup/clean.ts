import {rmSync} from 'node:fs';
import {deleteCluster, isName, sweepEngine, sweepHostGuards} from '../../cluster/clusters.ts';
import {messageOf, UsageError} from '../../system/errors.ts';
import {usersOf} from '../cluster-source.ts';
import {nameOf} from './holder.ts';
import {type JournalRead, kubeconfigOf, readJournals} from './journal.ts';
import {heldClusters, holdCluster, inUse} from './lock.ts';
import {isMarked} from './marks.ts';
import {type CleanContext, settleRuns} from './restore.ts';

/** One thing of ours that no living run owns. */
export interface Leftover {
  readonly what: 'cluster' | 'debts';
  readonly name: string;
  readonly why: string;
  /**
   * Takes the cluster's lock, looks again, and takes back. Throws UsageError `cluster-in-use` when somebody uses it by
   * now.
   */
  readonly takeBack: () => Promise<void>;
}

export interface Cleaned {
  readonly leftover: Leftover;
  /** Undefined when it was taken back, or is in use. */
  readonly error: string | undefined;
  /** Who uses it by now: it is no leftover. */
  readonly inUse?: string;
}

/**
 * What is ours and owned by no living run: clusters (by journal, then by the owner's ID on the engine) with all that is
 * in them, and the debts of dead runs on clusters that stay: those that a living run uses, and kept or warm ones, which
 * are restored and not deleted. `only` names one cluster, which is deleted. Throws UsageError when a living run uses
 * that one.
 */
export async function findLeftovers(context: CleanContext, only?: string): Promise<readonly Leftover[]> {
  const {state, owner, effects} = context;
  const journals = readJournals(state);
  const dead = journals.filter(({alive, cluster}) => !alive && isName(cluster));
  const inUseNow = new Set(
    [...journals.filter(({alive}) => alive), ...heldClusters(state)].map(({cluster}) => cluster),
  );
  if (only !== undefined && inUseNow.has(only)) refuse(only, state);
  const owed = dead.flatMap(({debts}) =>
    debts
      .filter((debt) => debt.what === 'cluster' && isMarked(debt))
      .map((debt) => (debt.mark as {readonly name: string}).name),
  );
  const there = (await sweepEngine(effects.exec, owner)).own;
  const stays = new Set([
    ...there.filter((name) => only === undefined && !owed.includes(name) && owesOn(name, dead)),
    ...inUseNow,
  ]);
  const clusters = [...new Set([...owed, ...there])]
    .filter((name) => !stays.has(name) && (only === undefined || name === only))
    .sort();
  // Debts on a cluster that goes away go away with it; the journal is closed together with the cluster.
  const apart = Map.groupBy(
    dead.filter((journal) => only === undefined && !clusters.includes(journal.cluster)),
    ({cluster}) => cluster,
  );
  return [
    ...[...apart].map(([cluster, runs]) => debtsOf(cluster, runs, context)),
    ...clusters.map((name) => clusterLeftover(name, dead, context)),
  ];
}

function refuse(name: string, state: string): never {
  const by = usersOf(name, state).map(({run, holder}) => `${run} (${nameOf(holder)})`);
  throw new UsageError('cluster-in-use', `The cluster ${name} is in use by ${by.join(', ')}`, {
    hint: 'End that run first: Ctrl-C takes back what it did.',
  });
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
      const isUsed = error instanceof UsageError && error.code === 'cluster-in-use';
      results.push(isUsed ? {leftover, error: undefined, inUse: error.message} : {leftover, error: messageOf(error)});
    }
  }
  return results;
}

function clusterLeftover(name: string, dead: readonly JournalRead[], context: CleanContext): Leftover {
  const runs = dead.filter((journal) => journal.cluster === name);
  return {
    what: 'cluster',
    name,
    why:
      runs.length > 0
        ? `left by the run ${runs.map((run) => run.id).join(', ')}, which has ended`
        : 'kept or warm, and used by no run',
    takeBack: async () =>
      underLock(name, context, async (left) => {
        const {effects, state, owner, clock} = context;
        await deleteCluster(name, {
          exec: effects.exec,
          kubeconfig: kubeconfigOf(name, state),
          owner,
          clock,
          interrupted: left.length > 0,
        });
        for (const run of left) rmSync(run.folder, {recursive: true, force: true});
      }),
  };
}

function debtsOf(cluster: string, runs: readonly JournalRead[], context: CleanContext): Leftover {
  const debts = runs.flatMap((run) => run.debts).filter((debt) => debt.what !== 'cluster');
  return {
    what: 'debts',
    name: runs.map(({id}) => id).join(', '),
    why: debts.length === 0 ? 'journals without debts' : `on ${cluster}: ${debts.map(({kind}) => kind).join(', ')}`,
    takeBack: async () => underLock(cluster, context, async (left) => settleRuns(left, context)),
  };
}

/** Does it while no other process can begin to use the cluster, with the dead runs that are on it by then. */
async function underLock(
  cluster: string,
  {state}: CleanContext,
  act: (dead: readonly JournalRead[]) => Promise<void>,
): Promise<void> {
  const lock = holdCluster(state, cluster, 'seatrial clean');
  try {
    const journals = readJournals(state).filter((journal) => journal.cluster === cluster);
    const living = journals.find(({alive}) => alive);
    if (living !== undefined) throw inUse({cluster, run: living.id, holder: living.owner});
    await act(journals);
  } finally {
    lock.release();
  }
}
