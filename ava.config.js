export default {
  files: ['test/**/*.test.ts', '!test/cluster/**'],
  extensions: {ts: 'module'},
  concurrency: 3,
  timeout: '60s',
};
