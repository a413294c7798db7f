/**
 * The candidate that a person most likely meant by `word`, or undefined when none is close (at most a third of its
 * letters differ).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: {readonly candidate: string; readonly distance: number} | undefined;
  for (const candidate of candidates) {
    // Too long or too short to be it; and a stranger's word may be a million letters.
    if (Math.abs(word.length - candidate.length) > allowed(candidate)) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = {candidate, distance};
  }
  return best !== undefined && best.distance <= allowed(best.candidate) ? best.candidate : undefined;
}

function allowed(candidate: string): number {
  return Math.max(1, Math.floor(candidate.length / 3));
}

/** Letters to insert, delete, replace, or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
