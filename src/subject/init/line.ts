import type {Path} from '../profile/yaml-source.ts';

/** How sure something is that was read: written for this very purpose, following from what is written, or a guess. */
export type Sure = 'stated' | 'likely' | 'guess';

/** What only the owner knows. A profile with it is refused until it is answered. */
export const todo = 'TODO';

/** One value of a profile, and where it comes from. */
export interface Line {
  readonly path: Path;
  readonly value: string | number | boolean;
  /** Where it was read, or what the owner has to say. */
  readonly from: string;
  readonly sure: Sure | 'todo';
}
