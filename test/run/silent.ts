import type {Present} from '../../src/progress/work.ts';

/** A drawing that shows nothing. */
export const silent: Present = () => ({
  begun: () => undefined,
  note: () => undefined,
  milestone: () => undefined,
  ended: () => undefined,
  failed: () => undefined,
  close: () => undefined,
});
