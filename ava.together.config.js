export default {
  files: ['test/together/{first,second}.ts', 'test/world/**/*.test.ts'],
  extensions: {ts: 'module'},
  concurrency: 2,
  // Two processes are faster than two threads of one.
  workerThreads: false,
  // A bound for what hangs: what is only slow, on a busy machine, ends well.
  timeout: '10m',
};
