import {basename} from 'node:path';
import type {Clock} from '../../system/clock.ts';
import type {Exec} from '../../system/exec.ts';

/** A command of ours that outlived the run, or the `kind`, that started it. */
interface Orphan {
  readonly pid: number;
  /** It makes a container: cut off half-way, the engine would leave the container's volume without its container. */
  readonly makes: boolean;
}

const listMs = 10_000;
const makesWithinMs = 30_000;
const everyMs = 250;

/**
 * Ends what still works on a cluster whose creation, or whose run, was cut off: its kind and docker commands go on for
 * as long as they take, and would make containers after the cluster was deleted. Those that make a container are left
 * to end by themselves, for at most 30 s.
 */
export async function endOrphans(
  cluster: string,
  {exec, clock}: {readonly exec: Exec; readonly clock: Clock},
): Promise<void> {
  const begunMs = clock.nowMs();
  for (;;) {
    const {stdout} = await exec(['ps', '-axww', '-o', 'pid=,args='], {timeoutMs: listMs});
    const orphans = orphansIn(stdout, cluster);
    const late = clock.nowMs() - begunMs >= makesWithinMs;
    for (const {pid} of orphans.filter(({makes}) => late || !makes)) end(pid);
    if (late || orphans.every(({makes}) => !makes)) return;
    await clock.sleep(everyMs);
  }
}

/**
 * The commands for a cluster in the output of `ps -axww -o pid=,args=`: those that name it, one of its nodes, or a file
 * in its folder.
 */
export function orphansIn(listing: string, cluster: string): readonly Orphan[] {
  return listing.split('\n').flatMap((line) => {
    const [pid = '', path = '', ...args] = line.trim().split(/\s+/);
    const program = basename(path);
    if (program !== 'kind' && program !== 'docker') return [];
    const isOurs = args.some(
      (arg) => arg === cluster || arg.startsWith(`${cluster}-`) || arg.includes(`/clusters/${cluster}/`),
    );
    return isOurs ? [{pid: Number(pid), makes: program === 'docker' && ['run', 'create'].includes(args[0] ?? '')}] : [];
  });
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
