import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {duration} from '../src/text/duration.ts';
import {runPart} from './tests/part.ts';

/**
 * Runs the tests without Docker ten times (`--rounds`) while each processor is busy with something else, and prints
 * which failed and how often: what fails by chance here depends on a clock. Exit 1 when any failed.
 */
const {values} = parseArgs({options: {rounds: {type: 'string', default: '10'}}});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('Usage: npm run test:restless -- [--rounds <at least 1>]');
  process.exit(64);
}

/** Keeps one processor busy. It looks up ten times a second, and ends when whoever started it has ended. */
const burning = `
process.stdin.on('end', () => process.exit()).resume();
const burn = () => { const until = performance.now() + 100; while (performance.now() < until); setImmediate(burn); };
burn();`;

async function end(burner: ChildProcess): Promise<void> {
  const ended = once(burner, 'exit');
  burner.stdin?.end();
  await ended;
}

const burners = Array.from({length: availableParallelism()}, () =>
  spawn(process.execPath, ['--eval', burning], {stdio: ['pipe', 'ignore', 'inherit']}),
);
const failed = new Map<string, number>();
try {
  for (let round = 1; round <= rounds; round += 1) {
    const part = await runPart('tests without Docker', ['ava', '--tap', '--config', 'ava.whole.config.js'], {
      sideBySide: true,
      prints: 'never',
    });
    process.stdout.write(`round ${round}: ${part.passed} passed, ${part.failed} failed, ${duration(part.ms)}\n`);
    for (const {title, details} of part.failures) {
      if (!failed.has(title)) process.stdout.write(`not ok - ${title}\n${details}\n`);
      failed.set(title, (failed.get(title) ?? 0) + 1);
    }
  }
} finally {
  await Promise.all(burners.map(end));
}

process.stdout.write(`\nFailed beside ${burners.length} busy processors:\n\n| test | of ${rounds} |\n| --- | ---: |\n`);
for (const [title, times] of [...failed].toSorted(([, one], [, other]) => other - one))
  process.stdout.write(`| ${title} | ${times} |\n`);
if (failed.size === 0) process.stdout.write('| none | 0 |\n');
process.exitCode = failed.size === 0 ? 0 : 1;
