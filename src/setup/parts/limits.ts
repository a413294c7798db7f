import {readFile, writeFile} from 'node:fs/promises';
import type {Bench} from '../bench.ts';
import type {Part} from '../part.ts';

/** What several nodes on one kernel need, by the name that sysctl has for it. */
const wanted: Readonly<Record<string, number>> = {
  'fs.inotify.max_user_instances': 1024,
  'fs.inotify.max_user_watches': 1_048_576,
};

/**
 * The kernel's limits for watching files. Too low ones do not stop a small cluster from starting, so where they cannot
 * be raised the doctor says so instead.
 */
export const limitsPart: Part = {
  name: 'limits',
  title: 'Kernel limits',
  needs: [],
  async find(bench) {
    const low = await lowLimits(bench);
    if (low.length > 0 && bench.root) return undefined;
    return low.length === 0
      ? 'high enough for several nodes'
      : `too low for several nodes, and only root can raise them: sudo sysctl -w ${low.map(({name, to}) => `${name}=${to}`).join(' ')}`;
  },
  ways: [
    {
      how: 'start',
      title: 'raise the limits for watching files',
      expectedMs: 100,
      changes: async (bench) => (await lowLimits(bench)).map(({name, from, to}) => ({kind: 'sysctl', name, from, to})),
      async provide(bench) {
        for (const {name, from, to} of await lowLimits(bench)) {
          await bench.record.changing({kind: 'sysctl', name, before: from, after: to, made: false}, async () =>
            writeFile(sysctlFile(bench, name), to),
          );
        }
        return undefined;
      },
    },
  ],
  byHand: 'Raise fs.inotify.max_user_instances to 1024 and fs.inotify.max_user_watches to 1048576',
};

/** The file of a limit: `fs.inotify.max_user_watches` is `/proc/sys/fs/inotify/max_user_watches`. */
export function sysctlFile(bench: Bench, name: string): string {
  return `${bench.machine}/proc/sys/${name.replaceAll('.', '/')}`;
}

async function lowLimits(
  bench: Bench,
): Promise<readonly {readonly name: string; readonly from: string; readonly to: string}[]> {
  if (bench.platform !== 'linux') return [];
  const checked = Object.entries(wanted).map(async ([name, value]) => {
    const from = (await readFile(sysctlFile(bench, name), 'utf8').catch(() => String(value))).trim();
    return Number(from) < value ? [{name, from, to: String(value)}] : [];
  });
  return (await Promise.all(checked)).flat();
}
