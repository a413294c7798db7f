import type {Owner} from '../../src/cluster/kind/owner.ts';

/** Two users of one engine. */
export const alice: Owner = {id: 'a1'.repeat(16), user: 1000, machine: 'm'};
export const bob: Owner = {id: 'b2'.repeat(16), user: 1001, machine: 'm'};
