import {alone} from './test/together/alone.ts';

export default {
  files: ['test/together/{first,second,third}.ts', ...alone],
  extensions: {ts: 'module'},
  concurrency: 4,
  timeout: '60s',
};
