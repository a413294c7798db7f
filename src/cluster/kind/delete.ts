import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Clock} from '../../system/clock.ts';
import type {Exec} from '../../system/exec.ts';
import {checkName} from './name.ts';
import * as docker from './docker.ts';
import {hostGuardOf} from './host-guard.ts';
import {removeNetwork} from './network.ts';
import {endOrphans} from './orphans.ts';
import type {Owner} from './owner.ts';
import {ownContainers} from './sweep.ts';

/** What a cluster is deleted with. */
export interface DeleteOptions {
  readonly exec: Exec;
  readonly kubeconfig: string;
  readonly owner: Owner;
  readonly clock: Clock;
  /**
   * Its creation or its run was cut off: commands may still work on it, and the engine may finish containers whose
   * command has ended.
   */
  readonly interrupted?: boolean;
}

const lookEveryMs = 500;
/** Looks in a row that must find nothing. */
const quietLooks = 2;
/** Containers that were being made when their commands were ended come seconds later. */
const quietLooksAfterInterruption = 6;
const mostLooks = 60;

/**
 * Deletes a cluster of the owner, also a half-made or broken one: containers with their volumes, network, and the
 * kubeconfig's folder. What only has the cluster's name stays. Nothing there is fine.
 */
export async function deleteCluster(
  name: string,
  {exec, kubeconfig, owner, clock, interrupted = false}: DeleteOptions,
): Promise<void> {
  checkName(name);
  if (interrupted) await endOrphans(name, {exec, clock});
  const wanted = interrupted ? quietLooksAfterInterruption : quietLooks;
  for (let look = 0, quiet = 0; look < mostLooks && quiet < wanted; look += 1) {
    if (look > 0) await clock.sleep(lookEveryMs);
    const ids = await ownContainers(exec, name, owner);
    if (ids.length > 0) await docker.removeContainers(exec, ids);
    quiet = ids.length === 0 ? quiet + 1 : 0;
  }
  const removeHostGuard = await hostGuardOf(exec, name, owner);
  await removeNetwork(exec, name, owner);
  await removeHostGuard();
  await rm(dirname(kubeconfig), {recursive: true, force: true});
}
