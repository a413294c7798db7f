import type {RequestSpec} from '../../../src/load/engine.ts';

/** The plainest request: a GET without headers. */
export const home: RequestSpec = {
  name: 'home',
  method: 'GET',
  path: '/',
  headers: {},
  body: undefined,
  weight: 1,
  expect: {status: [200]},
};
