import {rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Exec} from '../system/exec.ts';
import {checkName} from './create.ts';
import {kindLabel} from './labels.ts';
import {removeNetwork} from './network.ts';

const boundMs = 120_000;

/** An engine may still finish a container whose `docker run` was ended: looks until nothing comes any more. */
const looks = 6;

/** Deletes a cluster of ours, also a half-made or broken one: containers with their volumes, network, and the kubeconfig's folder. Nothing there is fine. */
export async function deleteCluster(name: string, {exec, kubeconfig}: {readonly exec: Exec; readonly kubeconfig: string}): Promise<void> {
  checkName(name);
  for (let look = 1, empty = 0; look <= looks && empty < 2; look += 1) {
    const {stdout} = await exec(['docker', 'ps', '-aq', '--filter', `label=${kindLabel}=${name}`], {timeoutMs: boundMs});
    const ids = stdout.split('\n').filter(Boolean);
    if (ids.length > 0) await exec(['docker', 'rm', '-f', '-v', ...ids], {timeoutMs: boundMs});
    empty = ids.length === 0 ? empty + 1 : 0;
    if (empty === 1 || look === looks) await removeNetwork(exec, name);
  }
  await rm(dirname(kubeconfig), {recursive: true, force: true});
}
