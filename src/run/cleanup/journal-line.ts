import {z} from 'zod';
import type {Json} from '../../kubernetes/kube-object.ts';
import {unknown} from '../../system/this-machine.ts';

/** A process in a journal or a lock. A version before this one wrote neither machine nor PID namespace. */
export const holderSchema = z.object({
  machine: z.string().optional(),
  bootId: z.string(),
  pidNamespace: z.string().default(unknown),
  pid: z.int().positive(),
  startTime: z.string(),
});

const lineSchema = z.discriminatedUnion('is', [
  z.object({is: z.literal('begun'), owner: holderSchema, cluster: z.string()}),
  z.object({
    is: z.literal('pending'),
    id: z.string(),
    what: z.enum(['cluster', 'namespace', 'fault']),
    kind: z.string(),
    mark: z.custom<Json>((mark) => mark !== undefined),
  }),
  z.object({is: z.literal('done'), id: z.string()}),
]);

/** What a version before this one called a pending undo, and one that was done. */
const oldWords: Readonly<Record<string, string>> = {owed: 'pending', settled: 'done'};

/** A line of a journal. */
export type Line = z.infer<typeof lineSchema>;

/** Reads one line of a journal; undefined for what is none. */
export function parseLine(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as {readonly is?: unknown} | null;
    const renamed = typeof line?.is === 'string' ? oldWords[line.is] : undefined;
    return lineSchema.safeParse(renamed === undefined ? line : {...line, is: renamed}).data;
  } catch {
    return undefined;
  }
}
