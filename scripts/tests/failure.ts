/** A test that failed, or a step that did. */
export interface Failure {
  readonly title: string;
  /** What the runner said of it. */
  readonly details: string;
}

/** Of what was said of one failure, so that the last of many is still read: what differed, and how it ended. */
const firstLines = 12;
const lastLines = 24;

/** A failure with the first and the last lines of what was said of it. */
export function failureText({title, details}: Failure): string {
  const lines = details.split('\n').filter((line) => line.trim() !== '');
  const left = lines.length - firstLines - lastLines;
  const shown = left > 0 ? [...lines.slice(0, firstLines), `  … ${left} lines …`, ...lines.slice(-lastLines)] : lines;
  return [`not ok - ${title}`, ...shown].map((line) => `${line}\n`).join('');
}
