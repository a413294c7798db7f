import {rmSync} from 'node:fs';
import {deleteCluster, isName, sweepEngine, sweepHostGuards} from '../../cluster/clusters.ts';
import {messageOf, UsageError} from '../../system/errors.ts';
import {usersOf} from '../cluster-source.ts';
import {nameOf} from './holder.ts';
import {type JournalRead, kubeconfigOf, readJournals} from './journal.ts';
import {heldClusters, holdCluster, inUse} from './lock.ts';
import {isMarked} from './marks.ts';
import {type CleanContext, undoRuns} from './restore.ts';

/** One thing of ours that no living run uses. */
export interface Unused {
  readonly what: 'cluster' | 'run';
  readonly name: string;
  readonly why: string;
  /**
   * Takes the cluster's lock, looks again, and takes back. Throws UsageError `cluster-in-use` when somebody uses it by
   * now.
   */
  readonly takeBack: () => Promise<void>;
}

export interface Cleaned {
  readonly unused: Unused;
  /** Undefined when it was taken back, or is in use. */
  readonly error: string | undefined;
  /** Who uses it by now. */
  readonly inUse?: string;
}

/**
 * What is ours and used by no living run: clusters (by journal, then by the owner's ID on the engine) with all that is
 * in them, and what dead runs left on clusters that stay: those that a living run uses, and kept or reused ones, which
 * are restored and not deleted. `only` names one cluster, which is deleted. Throws UsageError when a living run uses
 * that one.
 */
export async function findUnused(context: CleanContext, only?: string): Promise<readonly Unused[]> {
  const {state, owner, effects} = context;
  const journals = readJournals(state);
  const dead = journals.filter(({alive, cluster}) => !alive && isName(cluster));
  const inUseNow = new Set(
    [...journals.filter(({alive}) => alive), ...heldClusters(state)].map(({cluster}) => cluster),
  );
  if (only !== undefined && inUseNow.has(only)) refuse(only, state);
  const unfinished = dead.flatMap(({pending}) =>
    pending
      .filter((undo) => undo.what === 'cluster' && isMarked(undo))
      .map(({mark}) => (mark as {readonly name: string}).name),
  );
  const there = (await sweepEngine(effects.exec, owner)).own;
  const stays = new Set([
    ...there.filter((name) => only === undefined && !unfinished.includes(name) && hasPending(name, dead)),
    ...inUseNow,
  ]);
  const clusters = [...new Set([...unfinished, ...there])]
    .filter((name) => !stays.has(name) && (only === undefined || name === only))
    .sort();
  // What was done to a cluster that goes away goes away with it; the journal is closed together with the cluster.
  const apart = Map.groupBy(
    dead.filter((journal) => only === undefined && !clusters.includes(journal.cluster)),
    ({cluster}) => cluster,
  );
  return [
    ...[...apart].map(([cluster, runs]) => runsOn(cluster, runs, context)),
    ...clusters.map((name) => wholeCluster(name, dead, context)),
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

function hasPending(cluster: string, journals: readonly JournalRead[]): boolean {
  return journals.some((journal) => journal.cluster === cluster && journal.pending.length > 0);
}

/** Takes everything back, one after the other; what fails is named and does not keep the rest from being taken back. */
export async function clean(found: readonly Unused[], note: (text: string) => void): Promise<readonly Cleaned[]> {
  const results: Cleaned[] = [];
  for (const unused of found) {
    note(`${unused.what} ${unused.name}`);
    try {
      await unused.takeBack();
      results.push({unused, error: undefined});
    } catch (error) {
      const isUsed = error instanceof UsageError && error.code === 'cluster-in-use';
      results.push(isUsed ? {unused, error: undefined, inUse: error.message} : {unused, error: messageOf(error)});
    }
  }
  return results;
}

function wholeCluster(name: string, dead: readonly JournalRead[], context: CleanContext): Unused {
  const runs = dead.filter((journal) => journal.cluster === name);
  return {
    what: 'cluster',
    name,
    why:
      runs.length > 0
        ? `left by the run ${runs.map((run) => run.id).join(', ')}, which has ended`
        : 'kept or reused, and used by no run',
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

function runsOn(cluster: string, runs: readonly JournalRead[], context: CleanContext): Unused {
  const pending = runs.flatMap((run) => run.pending).filter(({what}) => what !== 'cluster');
  return {
    what: 'run',
    name: runs.map(({id}) => id).join(', '),
    why:
      pending.length === 0
        ? 'a journal with nothing to take back'
        : `on ${cluster}: ${pending.map(({kind}) => kind).join(', ')}`,
    takeBack: async () => underLock(cluster, context, async (left) => undoRuns(left, context)),
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
