/** The most that `--patience` takes, minutes: a trial is no overnight run. */
export const mostPatienceMinutes = 60;

/** How to get `ms` of watching: `: --patience 11 allows it`; nothing where that is more than can be asked for. */
export function patienceText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes > mostPatienceMinutes ? '' : `: --patience ${minutes} allows it`;
}
