export default {
  files: ['test/cgroup-v2/**/*.test.ts'],
  extensions: {ts: 'module'},
  concurrency: 1,
  serial: true,
  timeout: '15m',
};
