import {alone} from './test/together/alone.ts';

/** All tests without Docker as `npm test` runs them: the pure ones together in two workers, the others a worker a file. */
export default {
  files: ['test/together/{first,second}.ts', 'test/world/**/*.test.ts', 'test/cli/**/*.test.ts', ...alone],
  extensions: {ts: 'module'},
  concurrency: 3,
  // A bound for what hangs: what is only slow, on a busy machine, ends well.
  timeout: '10m',
};
