import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {basename} from 'node:path';
import type {BusyProcess} from '../history/records/host-seconds.ts';

const shown = 5;
const ticksPerSecond = 100;

/** What a process is called that is neither of the trial's nodes nor this program: its name is nobody's business. */
const another = 'another process';

/**
 * Gives a function that tells which processes used most CPU since it was last called; nothing at the first call or
 * without /proc. By name only those of the containers with these IDs, and this program.
 */
export function busiestProcesses(
  containers: readonly string[],
  proc = '/proc',
): (nowMs: number) => readonly BusyProcess[] {
  let before: ReadonlyMap<number, number> = new Map();
  let lastMs = 0;
  const shownName = (pid: number, name: string): string => {
    if (pid === process.pid) return 'seatrial';
    const groups = read(`${proc}/${pid}/cgroup`);
    return containers.some((id) => groups.includes(id)) ? (programOf(proc, pid) ?? name) : another;
  };
  return (nowMs) => {
    const now = readProcesses(proc);
    const seconds = (nowMs - lastMs) / 1000;
    const used = [...now].flatMap(([pid, {name, ticks}]) => {
      const earlier = before.get(pid);
      const cores = earlier === undefined ? 0 : (ticks - earlier) / ticksPerSecond / seconds;
      return cores >= 0.01 ? [{pid, name, cores: Math.round(cores * 100) / 100}] : [];
    });
    before = new Map([...now].map(([pid, {ticks}]) => [pid, ticks]));
    lastMs = nowMs;
    const busiest = used.toSorted((a, b) => b.cores - a.cores).slice(0, shown);
    return busiest.map(({pid, name, cores}) => ({name: shownName(pid, name), cores}));
  };
}

function readProcesses(proc: string): ReadonlyMap<number, {readonly name: string; readonly ticks: number}> {
  const found = new Map<number, {readonly name: string; readonly ticks: number}>();
  for (const pid of list(proc)) {
    const stat = read(`${proc}/${pid}/stat`);
    const [, name, rest = ''] = /^\d+ \((.*)\) (.*)/s.exec(stat) ?? [];
    const fields = rest.split(' ');
    if (name !== undefined) found.set(Number(pid), {name, ticks: Number(fields[11]) + Number(fields[12])});
  }
  return found;
}

/**
 * The program's file, which says more than the name of its main thread; kernel threads have none, and arguments may
 * hold secrets.
 */
function programOf(proc: string, pid: number): string | undefined {
  try {
    return basename(readlinkSync(`${proc}/${pid}/exe`));
  } catch {
    return undefined;
  }
}

function list(proc: string): readonly string[] {
  try {
    return readdirSync(proc).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** A process may end while it is read. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
