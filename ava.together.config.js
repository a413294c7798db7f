export default {
  files: ['test/together/{first,second}.ts'],
  extensions: {ts: 'module'},
  concurrency: 2,
  // A bound for what hangs: what is only slow, on a busy machine, ends well.
  timeout: '10m',
};
