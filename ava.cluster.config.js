export default {
  files: ['test/cluster/**/*.test.ts'],
  extensions: {ts: 'module'},
  concurrency: 1,
  serial: true,
  timeout: '30m',
};
