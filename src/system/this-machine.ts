import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/** Stands for what cannot be known here: it is equal to nothing, not even to itself. */
export const unknown = 'unknown';

let boot: string | undefined;
let machine: string | undefined;

/**
 * Names this boot of the kernel, never by the wall clock, which may be set; the same in every container on it.
 * `unknown` where nothing tells.
 */
export function bootId(): string {
  boot ??= process.platform === 'darwin' ? bootSession() : read('/proc/sys/kernel/random/boot_id', /^[0-9a-f-]{36}$/);
  return boot;
}

/** Names this machine over its boots (/etc/machine-id); `unknown` where there is none, as in most containers. */
export function machineId(): string {
  machine ??= read('/etc/machine-id', /^[0-9a-f]{32}$/);
  return machine;
}

/** Whether two of these are known, and the same. */
export function isSame(one: string, other: string): boolean {
  return one !== unknown && one === other;
}

function read(file: string, form: RegExp): string {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return form.test(text) ? text : unknown;
  } catch {
    return unknown;
  }
}

function bootSession(): string {
  try {
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], {encoding: 'utf8', timeout: 5000}).trim() || unknown;
  } catch {
    return unknown;
  }
}
