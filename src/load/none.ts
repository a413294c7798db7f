import {systemClock} from '../system/clock.ts';
import {noRows} from './embedded/ledger.ts';
import type {Engine} from './engine.ts';

/** For a subject that nobody sends requests to: stages take their time, and nothing is sent. */
export const none: Engine = {
  name: 'none',
  start(_plan, first) {
    let patience = new AbortController();
    const planned: Record<string, number> = {};
    let bound = Promise.resolve();
    const begin = ({name, boundMs}: typeof first): void => {
      patience.abort();
      patience = new AbortController();
      planned[name] = 0;
      bound = systemClock.sleep(boundMs, patience.signal).catch(() => undefined);
    };
    begin(first);
    return Promise.resolve({
      stage: begin,
      add: () => undefined,
      get bound() {
        return bound;
      },
      stop() {
        patience.abort();
        return Promise.resolve({
          planned,
          rows: noRows(),
          newConnections: 0,
          answered: {connections: 0, bytes: 0},
          doors: [],
          added: {planned: 0, rows: noRows()},
          bytesSent: 0,
          engine: {cpuShare: 0, lagP99Ms: 0, lagMaxMs: 0},
        });
      },
      [Symbol.asyncDispose]() {
        patience.abort();
        return Promise.resolve();
      },
    });
  },
};
