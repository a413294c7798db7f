import {stateOfTests} from './test/docker/state.ts';

export default {
  files: ['test/docker/**/*.test.ts'],
  extensions: {ts: 'module'},
  environmentVariables: {SEATRIAL_STATE: stateOfTests()},
  concurrency: 1,
  serial: true,
  timeout: '30m',
};
