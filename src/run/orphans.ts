import {basename} from 'node:path';
import type {Exec} from '../system/exec.ts';

const boundMs = 10_000;

/**
 * Ends what a killed run left running on this machine: its kind and docker commands go on for as long as a `kind create` takes, and would
 * make containers after the cluster was deleted. Theirs is every such command that names the cluster, one of its nodes, or a file in its folder.
 * Resolves with how many there were.
 */
export async function endOrphans(cluster: string, exec: Exec): Promise<number> {
  const {stdout} = await exec(['ps', '-axww', '-o', 'pid=,args='], {timeoutMs: boundMs});
  const orphans = orphansIn(stdout, cluster);
  for (const pid of orphans) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  return orphans.length;
}

/** The process ids of the commands for a cluster in the output of `ps -axww -o pid=,args=`. */
export function orphansIn(listing: string, cluster: string): readonly number[] {
  return listing.split('\n').flatMap((line) => {
    const [pid = '', program = '', ...args] = line.trim().split(/\s+/);
    if (!['kind', 'docker'].includes(basename(program))) return [];
    const isOurs = args.some((arg) => arg === cluster || arg.startsWith(`${cluster}-`) || arg.includes(`/clusters/${cluster}/`));
    return isOurs ? [Number(pid)] : [];
  });
}
