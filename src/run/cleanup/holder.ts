import {readFileSync, readlinkSync} from 'node:fs';
import {bootId, isSame, machineId, unknown} from '../../system/this-machine.ts';

/**
 * The process that holds a journal or a lock: named by machine, boot, PID namespace, pid and start time, so that no
 * other is mistaken for it.
 */
export interface Holder {
  /** Undefined in what a version before this one wrote: then this machine. */
  readonly machine?: string | undefined;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  readonly startTime: string;
}

/** How often a holder shows that it lives, ms. */
const beatEveryMs = 5000;

/** Where nothing else tells, one that has not shown itself for so long is dead, ms. */
const silentMs = 10 * 60_000;

/** This process. */
export function thisHolder(): Holder {
  return {
    machine: machineId(),
    bootId: bootId(),
    pidNamespace: pidNamespace(),
    pid: process.pid,
    startTime: statOf('self')?.startTime ?? unknown,
  };
}

/**
 * Whether a holder still runs. Unknown means alive: another PID namespace, a process of somebody else and a boot
 * without a name are judged by the heartbeat alone (wall time of the last one, ms; undefined: not known), and one on
 * another machine is never called dead here.
 */
export function isAlive(holder: Holder, beatMs?: number): boolean {
  const beats = beatMs === undefined || Date.now() - beatMs < silentMs;
  if (isSame(holder.bootId, bootId())) {
    const seen = isSame(holder.pidNamespace, pidNamespace()) ? look(holder) : undefined;
    return seen ?? beats;
  }
  const rebooted = holder.machine === undefined || isSame(holder.machine, machineId());
  if (rebooted && holder.bootId !== unknown && bootId() !== unknown) return false;
  return isElsewhere(holder) || beats;
}

/** Whether it is known to run on another machine. */
export function isElsewhere({machine = unknown, bootId: boot}: Holder): boolean {
  return machine !== unknown && machineId() !== unknown && machine !== machineId() && !isSame(boot, bootId());
}

/** Who it is, for people: `process 7`. */
export function nameOf(holder: Holder): string {
  const where = isElsewhere(holder)
    ? ' on another machine'
    : isSame(holder.pidNamespace, pidNamespace())
      ? ''
      : ' in another PID namespace';
  return `process ${holder.pid}${where}`;
}

/**
 * Calls `beat` every few seconds until the result is called; keeps no process running. A beat that fails is told by the
 * next look.
 */
export function beating(beat: () => void): () => void {
  const timer = setInterval(() => {
    try {
      beat();
    } catch {
      // The file went, or its disk: who looks sees that.
    }
  }, beatEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether the process is there, in our PID namespace; undefined when that cannot be known. */
function look({pid, startTime}: Holder): boolean | undefined {
  const stat = statOf(String(pid));
  if (stat !== undefined && startTime !== unknown) return stat.startTime === startTime && !stat.ended;
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    // One of another user is there, whoever it is.
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? false : undefined;
  }
}

function statOf(process_: string): {readonly startTime: string; readonly ended: boolean} | undefined {
  try {
    const stat = readFileSync(`/proc/${process_}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold spaces; the state is the next, the start time the 20th
    // after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {startTime: fields[19] ?? unknown, ended: fields[0] === 'Z' || fields[0] === 'X'};
  } catch {
    return undefined;
  }
}

/** Names the PID namespace; there are none beside Linux. Unknown where /proc shows another one than ours. */
function pidNamespace(): string {
  if (process.platform !== 'linux') return 'none';
  try {
    return readlinkSync('/proc/self') === String(process.pid) ? readlinkSync('/proc/self/ns/pid') : unknown;
  } catch {
    return unknown;
  }
}
