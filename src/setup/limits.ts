import {readFile, writeFile} from 'node:fs/promises';
import type {Bench} from './bench.ts';
import type {Part} from './part.ts';

/** What several nodes on one kernel need, by the file under /proc/sys. */
const wanted: Readonly<Record<string, number>> = {'fs/inotify/max_user_instances': 1024, 'fs/inotify/max_user_watches': 1_048_576};

/** The kernel's limits for watching files. Too low ones do not stop a small cluster from starting, so where they cannot be raised the doctor says so instead. */
export const limitsPart: Part = {
  name: 'limits',
  title: 'Kernel limits',
  needs: [],
  async find(bench) {
    const low = await lowLimits(bench);
    if (low.length > 0 && bench.root) return undefined;
    return low.length === 0
      ? 'high enough for several nodes'
      : `too low for several nodes, and only root can raise them: sudo sysctl -w ${low.map(([name, value]) => `${name.replaceAll('/', '.')}=${value}`).join(' ')}`;
  },
  ways: [
    {
      how: 'start',
      title: 'raise the limits for watching files',
      expectedMs: 100,
      async provide(bench) {
        for (const [name, value] of await lowLimits(bench)) await writeFile(`/proc/sys/${name}`, String(value));
        return undefined;
      },
    },
  ],
  byHand: 'Raise fs.inotify.max_user_instances to 1024 and fs.inotify.max_user_watches to 1048576',
};

async function lowLimits(bench: Bench): Promise<readonly (readonly [string, number])[]> {
  if (bench.platform !== 'linux') return [];
  const checked = Object.entries(wanted).map(async ([name, value]) =>
    Number(await readFile(`/proc/sys/${name}`, 'utf8').catch(() => value)) < value ? [[name, value] as const] : [],
  );
  return (await Promise.all(checked)).flat();
}
