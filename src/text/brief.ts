/** A text of at most so many characters: what is longer ends at a word, with `…`. */
export function brief(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  const end = kept.lastIndexOf(' ');
  return `${kept.slice(0, end > most / 2 ? end : undefined)}…`;
}

/** The first of several lines, cut short, and how many more there are: `pod-1 waits: CrashLoopBackOff (and 2 more)`. */
export function firstOf([first = '', ...more]: readonly string[]): string {
  return `${brief(first, 100)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
}

/** As many lines as anybody reads. */
const mostTold = 50;

/** The first of many lines, and how many more there are. */
export function firstLines(lines: readonly string[]): readonly string[] {
  const more = lines.length > mostTold ? [`and ${lines.length - mostTold} more`] : [];
  return [...lines.slice(0, mostTold), ...more];
}
