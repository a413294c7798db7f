/** A test that failed, or a step that did. */
export interface Failure {
  readonly title: string;
  /** What the runner said of it. */
  readonly details: string;
}

/** Of what was said of one failure, so that the last of many is still read. */
const mostLines = 30;

/** A failure with the first lines of what was said of it. */
export function failureText({title, details}: Failure): string {
  const lines = details.split('\n').filter((line) => line.trim() !== '');
  const rest = lines.length - mostLines;
  const shown = [...lines.slice(0, mostLines), ...(rest > 0 ? [`  … and ${rest} lines more`] : [])];
  return [`not ok - ${title}`, ...shown].map((line) => `${line}\n`).join('');
}
