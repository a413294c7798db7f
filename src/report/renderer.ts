import type {History} from '../history/history.ts';
import type {Trial} from '../judge/trial.ts';

/** A report format: file name → content, a pure function of verdict and history. */
export type Renderer = (trial: Trial, history: History) => ReadonlyMap<string, string>;
