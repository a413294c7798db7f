export default {
  files: ['test/**/*.test.ts', '!test/cluster/**'],
  extensions: {ts: 'module'},
  concurrency: 2,
  timeout: '60s',
};
