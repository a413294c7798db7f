import {fileURLToPath} from 'node:url';
import {$} from 'zx';

/**
 * Everything that can be said without a cluster, side by side: format, lint, types, dead code, and the tests
 * that need nothing but this process (import rules among them).
 */
const checks: Readonly<Record<string, readonly string[]>> = {
  format: ['oxfmt', '--check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings', '.'],
  types: ['tsc', '--noEmit', '-p', '.', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsc.tsbuildinfo'],
  'dead code': ['knip', '--cache'],
  // Those that open sockets or start processes are for `npm test`.
  tests: ['ava', '--config', 'ava.together.config.js'],
};

// The tools and the tests strip and compile the same modules in processes and threads of their own: what one has
// compiled, the next reads.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

const begun = performance.now();
const results = await Promise.all(
  Object.entries(checks).map(async ([name, argv]) => {
    const {exitCode, stdout, stderr} = await $({nothrow: true, quiet: true})`${argv}`;
    const took = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(
      `${exitCode === 0 ? '✔' : '✖'} ${name} (${took} s)\n${exitCode === 0 ? '' : `${stdout}${stderr}\n`}`,
    );
    return exitCode === 0;
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;
