import type {Fault} from './fault.ts';
import {memoryExhaustion} from './memory-exhaustion.ts';

/** Every fault by the name a scenario uses for it. */
export const faults = {
  'memory-exhaustion': memoryExhaustion,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
