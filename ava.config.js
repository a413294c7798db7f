export default {
  files: ['test/**/*.test.ts', '!test/docker/**', '!test/cgroup-v2/**'],
  extensions: {ts: 'module'},
  concurrency: 3,
  // A bound for what hangs: what is only slow, on a busy machine, ends well.
  timeout: '10m',
};
