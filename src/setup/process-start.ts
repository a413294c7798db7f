import {readFile} from 'node:fs/promises';
import type {Bench} from './bench.ts';

/**
 * When a process was started, in the kernel's ticks since the boot; with its ID it names the process for good. Nothing
 * when it has ended.
 */
export async function processStart({machine}: Pick<Bench, 'machine'>, pid: number): Promise<string | undefined> {
  const stat = await readFile(`${machine}/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may hold anything; the fields after it are fixed.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}
