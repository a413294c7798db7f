/** Where the CPU time stands in a line of the node's reader (cgroups-script.ts), after the container's ID. */
const cpuField = 9;

/** Adds up the CPU that the containers of one node use from one reading to the next, microseconds. */
export class CpuMeter {
  readonly #last = new Map<string, number>();
  #used: number | undefined;

  /** Takes a line of the node's reader. The first one of a container says what it used before, and is not counted. */
  read(line: string): void {
    const fields = line.split(' ');
    const [id = ''] = fields;
    const cpuUs = Number(fields[cpuField]);
    const before = this.#last.get(id);
    this.#last.set(id, cpuUs);
    if (before !== undefined) this.#used = (this.#used ?? 0) + Math.max(0, cpuUs - before);
  }

  /** What was used since the last call; undefined when no container was read twice. */
  take(): number | undefined {
    const used = this.#used;
    this.#used = undefined;
    return used;
  }
}
