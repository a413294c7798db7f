import type {Present} from '../../src/run/work.ts';

/** A drawing that shows nothing. */
export const silent: Present = () => ({
  begun: () => undefined,
  note: () => undefined,
  milestone: () => undefined,
  ended: () => undefined,
  failed: () => undefined,
  close: () => undefined,
});
