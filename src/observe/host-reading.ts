/**
 * One second of the machine: jiffies of all cores since boot, load average, and PSI's 10 s average (percent; null where
 * the kernel has none).
 */
export interface HostReading {
  readonly total: number;
  readonly idle: number;
  readonly steal: number;
  readonly load1: number;
  readonly psiSome10: number | null;
  readonly disks: readonly DiskReading[];
}

/** One disk: how many of its requests have completed since boot, and how many are in flight. */
export interface DiskReading {
  readonly name: string;
  readonly completed: number;
  readonly inFlight: number;
}

/** Reads a line `cpu user nice system idle iowait irq softirq steal …|load1|some avg10=… …|name completed inFlight;…`. */
export function parseHost(line: string): HostReading {
  const [cpu = '', load = '', pressure = '', disks = ''] = line.split('|');
  // Guest time is part of user time already.
  const times = cpu.trim().split(/\s+/).slice(1, 9).map(Number);
  const psi = /^some avg10=([\d.]+)/.exec(pressure)?.[1];
  return {
    total: times.reduce((sum, value) => sum + value, 0),
    idle: (times[3] ?? 0) + (times[4] ?? 0),
    steal: times[7] ?? 0,
    load1: Number(load),
    psiSome10: psi === undefined ? null : Number(psi),
    disks: [...disks.matchAll(/(\S+) (\d+) (\d+);/g)].map(([, name = '', completed, inFlight]) => ({
      name,
      completed: Number(completed),
      inFlight: Number(inFlight),
    })),
  };
}

/** Shares of all cores between two readings, 0–1. Steal is not busy: somebody else had it. */
export function cpuShares(
  before: HostReading,
  after: HostReading,
): {readonly stealShare: number; readonly busyShare: number} {
  const total = after.total - before.total;
  if (total <= 0) return {stealShare: 0, busyShare: 0};
  const share = (part: number): number => Math.round((part / total) * 1000) / 1000;
  const steal = after.steal - before.steal;
  return {stealShare: share(steal), busyShare: share(total - (after.idle - before.idle) - steal)};
}

/**
 * The disks that stood still between two readings: requests were in flight at both, and none completed. `idle` is what
 * each disk counts as in flight when it has nothing to do: some kernels lose count, and never come back to 0.
 */
export function stalledDisks(
  before: HostReading,
  after: HostReading,
  idle: ReadonlyMap<string, number>,
): readonly string[] {
  const earlier = new Map(before.disks.map((disk) => [disk.name, disk]));
  return after.disks.flatMap(({name, completed, inFlight}) => {
    const was = earlier.get(name);
    const waits = Math.min(inFlight, was?.inFlight ?? 0) > (idle.get(name) ?? 0);
    return waits && completed === was?.completed ? [name] : [];
  });
}

/** What each disk counted as in flight at least, so far. */
export function leastInFlight(known: ReadonlyMap<string, number>, {disks}: HostReading): ReadonlyMap<string, number> {
  return new Map(disks.map(({name, inFlight}) => [name, Math.min(inFlight, known.get(name) ?? inFlight)]));
}
