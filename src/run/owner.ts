import {readFileSync} from 'node:fs';
import {uptime} from 'node:os';

/** Who owns a journal: a process is named by boot, pid and start time, so that a reused pid is not mistaken for it. */
export interface Owner {
  readonly bootId: string;
  readonly pid: number;
  readonly startTime: string;
}

/** This process. */
export function thisOwner(): Owner {
  return {bootId: bootId(), pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown'};
}

/** Whether the owner still runs on this machine. */
export function isAlive(owner: Owner): boolean {
  if (owner.bootId !== bootId()) return false;
  const startTime = startTimeOf(owner.pid);
  return startTime !== undefined && startTime === owner.startTime;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // No /proc (macOS): the minute of the boot names it well enough.
    return `booted-${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}

function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold spaces; the start time is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return processExists(pid) ? 'unknown' : undefined;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
