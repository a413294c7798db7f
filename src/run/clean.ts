import {rmSync} from 'node:fs';
import type {Clock} from '../system/clock.ts';
import {messageOf} from '../system/errors.ts';
import type {ClusterEffects} from '../cluster/cluster.ts';
import {deleteCluster} from '../cluster/delete.ts';
import {listClusters} from '../cluster/sweep.ts';
import {kubeconfigOf} from './bed.ts';
import {type JournalRead, readJournals} from './journal.ts';
import {isAlive} from './owner.ts';
import {settleRun} from './settle.ts';

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
 * runs on clusters that living runs or nobody uses. `only` narrows it to one cluster.
 */
export async function findLeftovers(context: CleanContext, only?: string): Promise<readonly Leftover[]> {
  const journals = readJournals(context.state);
  const dead = journals.filter((journal) => !isAlive(journal.owner));
  const inUse = new Set(journals.filter((journal) => isAlive(journal.owner)).map((journal) => journal.cluster));
  const owed = dead.flatMap((journal) =>
    journal.debts.filter((debt) => debt.what === 'cluster').map((debt) => (debt.mark as {readonly name: string}).name),
  );
  const clusters = [...new Set([...owed, ...(await listClusters(context.effects.exec))])]
    .filter((name) => !inUse.has(name) && (only === undefined || name === only))
    .sort();
  return [
    // Debts on a cluster that goes away go away with it; the journal is closed together with the cluster.
    ...dead.filter((journal) => only === undefined && !clusters.includes(journal.cluster)).map((journal) => debtsOf(journal, context)),
    ...clusters.map((name) => clusterLeftover(name, dead, context)),
  ];
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

function debtsOf(journal: JournalRead, context: CleanContext): Leftover {
  const names = journal.debts.map((debt) => debt.kind);
  return {
    what: 'debts',
    name: journal.id,
    why: names.length === 0 ? 'a journal without debts' : `on ${journal.cluster}: ${names.join(', ')}`,
    takeBack: () => settleRun(journal, context),
  };
}
