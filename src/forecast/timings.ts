/** The timings that hold with these control-plane flags; the defaults are those of the version. */
export function timingsOf(kubernetes: string, flags: readonly string[]): Readonly<Record<string, number>> {
  const minor = Number(/^v1\.(\d+)/.exec(kubernetes)?.[1] ?? 0);
  const flag = (name: string) => flags.findLast((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
  return {
    // 50 s since 1.32; the controller counts from the last renewal of the Lease that it saw.
    nodeMonitorGraceMs: durationMs(flag('node-monitor-grace-period')) ?? (minor >= 32 ? 50_000 : 40_000),
    nodeMonitorPeriodMs: durationMs(flag('node-monitor-period')) ?? 5000,
    notReadyTolerationMs: Number(flag('default-not-ready-toleration-seconds') ?? 300) * 1000,
    unreachableTolerationMs: Number(flag('default-unreachable-toleration-seconds') ?? 300) * 1000,
  };
}

/** Milliseconds of a Go duration such as 1m40s or 500ms; undefined for none. */
export function durationMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const unitMs: Readonly<Record<string, number>> = {h: 3_600_000, m: 60_000, s: 1000, ms: 1};
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(h|ms|m|s)/g))
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  return total;
}
