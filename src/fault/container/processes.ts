/** One process as the kernel tells it: number and start time together name it for ever. */
export interface ProcessLook {
  /** `PID:START`. */
  readonly name: string;
  readonly isStopped: boolean;
}

/** Reads the lines `PID START STATE PARENT` of process-scripts.ts; other lines are passed over. */
export function processesIn(text: string): readonly ProcessLook[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, start, state] = /^(\d+) (\d+) (\w) \d+$/.exec(line) ?? [];
    return pid === undefined || start === undefined ? [] : [{name: `${pid}:${start}`, isStopped: state === 'T'}];
  });
}

/** The names of those that are stopped. */
export function stoppedOf(processes: readonly ProcessLook[]): readonly string[] {
  return processes.flatMap(({name, isStopped}) => (isStopped ? [name] : []));
}
