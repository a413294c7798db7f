import type {Inspection} from './inspection.ts';

/** Every inspection by the name a scenario uses for it. */
export const inspections = {} as const satisfies Readonly<Record<string, Inspection>>;
