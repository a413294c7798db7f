import {stateOfTests} from './test/cluster/state.ts';

export default {
  files: ['test/cluster/**/*.test.ts'],
  extensions: {ts: 'module'},
  environmentVariables: {SEATRIAL_STATE: stateOfTests()},
  concurrency: 1,
  serial: true,
  timeout: '30m',
};
