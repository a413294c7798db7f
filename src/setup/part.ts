import type {Bench} from './bench.ts';
import type {Change} from './change.ts';
import type {Refusal} from './refusal.ts';

/** How a part came to be there. */
export type How = 'there' | 'start' | 'pull' | 'download' | 'install' | 'build';

/** Tells the progress display what a step is doing right now. */
export type Say = (doing: string) => void;

/** One way to provide a part. It refuses where it cannot be gone, and throws when it was gone and failed. */
export interface Way {
  readonly how: Exclude<How, 'there'>;
  /** What it does, as a phrase for the progress: "compile Kubernetes from its Go modules". */
  readonly title: string;
  /** How long it takes on two cores, for the progress. */
  readonly expectedMs: number;
  /** What it would change at most, or why it is not open here. Changes nothing. */
  changes(bench: Bench): Promise<readonly Change[] | Refusal>;
  provide(bench: Bench, say: Say): Promise<Refusal | undefined>;
}

/** One thing a machine needs to run trials: how to find it, and the ways to provide it in the order they are tried. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** Names of the parts that must be there before this one is looked for. */
  readonly needs: readonly string[];
  /** One line on what is there in a version that will do, or nothing. Changes nothing. */
  find(bench: Bench): Promise<string | undefined>;
  readonly ways: readonly Way[];
  /** What a person can do where no way is open. */
  readonly byHand: string;
}
