import {alone} from './test/together/alone.ts';

export default {
  files: ['test/together/{first,second,third}.ts', ...alone],
  extensions: {ts: 'module'},
  concurrency: 4,
  // A bound for what hangs: what is only slow, on a busy machine, ends well.
  timeout: '10m',
};
