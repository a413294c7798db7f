import {z} from 'zod';
import {isName} from '../../cluster/clusters.ts';
import type {PendingUndo} from './journal.ts';

const name = z.string().refine(isName);
const on = {cluster: name};
const marks: Readonly<Record<PendingUndo['what'], z.ZodType>> = {
  cluster: z.object({name}),
  namespace: z.object({...on, name: z.string()}),
  fault: z.object({...on, mark: z.json()}),
};

/** Whether the mark of a pending undo says enough to take it back. */
export function isMarked({what, mark}: PendingUndo): boolean {
  return marks[what].safeParse(mark).success;
}
