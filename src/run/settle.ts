import {existsSync, rmSync} from 'node:fs';
import {attachCluster} from '../cluster/attach.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {kindLabel} from '../cluster/labels.ts';
import type {Fault} from '../fault/fault.ts';
import {faults} from '../fault/faults.ts';
import {removeSubject} from '../subject/namespace.ts';
import type {Json} from '../objects/kube-object.ts';
import type {CleanContext} from './clean.ts';
import type {Debt, JournalRead} from './journal.ts';

/** Takes back what a dead run owes on a cluster that stays, and ends its journal. */
export async function settleRun({debts, folder}: JournalRead, context: CleanContext): Promise<void> {
  const here = debts.filter(({what}) => what !== 'cluster');
  if (here.length > 0) await settleOnCluster(here, context);
  rmSync(folder, {recursive: true, force: true});
}

/** Newest first. A cluster that is gone took its debts with it. */
async function settleOnCluster(debts: readonly Debt[], context: CleanContext): Promise<void> {
  const clusters = new Map<string, Cluster | undefined>();
  for (const debt of debts) {
    const {cluster: name, kubeconfig} = debt.mark as {readonly cluster: string; readonly kubeconfig: string};
    if (!clusters.has(name)) clusters.set(name, await attach(name, kubeconfig, context));
    const cluster = clusters.get(name);
    if (cluster !== undefined) await settle(debt, cluster, context);
  }
}

async function settle(debt: Debt, cluster: Cluster, {clock, signal}: CleanContext): Promise<void> {
  if (debt.what === 'namespace') {
    await removeSubject({api: cluster.api, namespace: (debt.mark as {readonly name: string}).name, clock, signal});
    return;
  }
  const fault = (faults as Readonly<Record<string, Fault | undefined>>)[debt.kind];
  if (fault === undefined) throw new Error(`No fault of the kind ${debt.kind} is known to this version`);
  await fault.undo((debt.mark as {readonly mark: Json}).mark, {cluster, clock, signal});
}

async function attach(name: string, kubeconfig: string, {effects, clock, signal}: CleanContext): Promise<Cluster | undefined> {
  if (!existsSync(kubeconfig)) return undefined;
  const {stdout} = await effects.exec(['docker', 'ps', '--quiet', '--filter', `label=${kindLabel}=${name}`]);
  return stdout === '' ? undefined : await attachCluster({name, kubeconfig, effects, clock, signal});
}
