export default {
  files: ['test/**/*.test.ts', '!test/docker/**', '!test/cgroup-v2/**'],
  extensions: {ts: 'module'},
  concurrency: 3,
  timeout: '60s',
};
