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
}

/** Reads a line `cpu user nice system idle iowait irq softirq steal …|load1|some avg10=… …`. */
export function parseHost(line: string): HostReading {
  const [cpu = '', load = '', pressure = ''] = line.split('|');
  // Guest time is part of user time already.
  const times = cpu.trim().split(/\s+/).slice(1, 9).map(Number);
  const psi = /^some avg10=([\d.]+)/.exec(pressure)?.[1];
  return {
    total: times.reduce((sum, value) => sum + value, 0),
    idle: (times[3] ?? 0) + (times[4] ?? 0),
    steal: times[7] ?? 0,
    load1: Number(load),
    psiSome10: psi === undefined ? null : Number(psi),
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
