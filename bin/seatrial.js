#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old one must get a sentence, not a SyntaxError.
import {existsSync} from 'node:fs';

const needed = 24;
const major = Number.parseInt(process.versions.node, 10);
if (major < needed) {
  process.stderr.write(
    `seatrial needs Node ${needed} or later; this is ${process.version}. Install it, or in a clone on Linux use the npm scripts, which bring their own.\n`,
  );
  process.exitCode = 3;
} else {
  // A clone runs its TypeScript as it is; a published package has only what was compiled.
  const source = new URL('../src/cli/main.ts', import.meta.url);
  await import((existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url)).href);
}
