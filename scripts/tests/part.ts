import {$} from 'zx';
import type {Costs} from './costs.ts';
import type {Failure} from './failure.ts';

/** A part of the tests as it went. */
export interface Part extends Costs {
  readonly passed: number;
  readonly failed: number;
  /** The tests that failed, with what was said of each. */
  readonly failures: readonly Failure[];
}

export interface PartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Files run side by side, so that the time between two results says nothing of the later one. */
  readonly sideBySide?: boolean;
  /** When its output is printed: at the end where another part prints meanwhile. Default: as it comes. */
  readonly prints?: 'as it comes' | 'at the end' | 'never';
}

/** The file and the title of a result line: "ok 3 - file › title". Of one file alone its name is left out. */
const result = /^(?<not>not )?ok \d+ - (?:(?<file>.*?) › )?(?<title>.*)$/;

/**
 * Runs a part of the tests and counts them. The runner's exit code is the truth; TAP is only counted. The time of a
 * test is the time since the result before it.
 */
export async function runPart(title: string, argv: readonly string[], options: PartOptions = {}): Promise<Part> {
  const {env = {}, sideBySide = false, prints = 'as it comes'} = options;
  const kept: string[] = [];
  const say = (text: string): void => {
    if (prints === 'as it comes') process.stdout.write(text);
    else kept.push(text);
  };
  say(`# ${title}\n`);
  const begun = performance.now();
  const files = new Map<string, {tests: number; ms: number}>();
  const failures: {title: string; details: string}[] = [];
  let isFailing = false;
  let tests = 0;
  let before = begun;
  const child = $({nothrow: true, quiet: true, env: {...process.env, ...env, FORCE_COLOR: '0'}})`${argv}`;
  let rest = '';
  for await (const chunk of child.stdout) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      say(`${line}\n`);
      const found = result.exec(line)?.groups;
      const failure = failures.at(-1);
      if (found === undefined) {
        if (isFailing && failure !== undefined) failure.details += `${line}\n`;
        continue;
      }
      tests += 1;
      isFailing = found['not'] !== undefined;
      if (isFailing) failures.push({title: line.replace(/^not ok \d+ - /, ''), details: ''});
      if (sideBySide) continue;
      const file = found['file'] ?? title;
      const {tests: already, ms} = files.get(file) ?? {tests: 0, ms: 0};
      const now = performance.now();
      files.set(file, {tests: already + 1, ms: ms + now - before});
      before = now;
    }
  }
  const {exitCode, stderr} = await child;
  if (stderr !== '') say(`${stderr}\n`);
  if (prints === 'at the end') process.stdout.write(kept.join(''));
  if (failures.length === 0 && (exitCode !== 0 || tests === 0)) {
    failures.push({title: `the runner ended with exit code ${exitCode} after ${tests} tests`, details: stderr});
    tests += 1;
  }
  return {
    title,
    passed: tests - failures.length,
    failed: failures.length,
    failures,
    ms: performance.now() - begun,
    files: [...files].map(([name, cost]) => ({name, ...cost})),
  };
}
