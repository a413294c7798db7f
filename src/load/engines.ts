import {embedded} from './embedded/engine.ts';
import type {Engine} from './engine.ts';
import {none} from './none.ts';

/** The engines that can drive load, by name; each lives in a folder of its own. */
export const engines = {embedded, none} as const satisfies Readonly<Record<string, Engine>>;
