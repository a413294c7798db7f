import {z} from 'zod';
import {isName} from '../../cluster/clusters.ts';
import type {Debt} from './journal.ts';

const name = z.string().refine(isName);
const on = {cluster: name};
const marks: Readonly<Record<Debt['what'], z.ZodType>> = {
  cluster: z.object({name}),
  namespace: z.object({...on, name: z.string()}),
  fault: z.object({...on, mark: z.json()}),
};

/** Whether the mark of a debt says enough to take it back. */
export function isMarked({what, mark}: Debt): boolean {
  return marks[what].safeParse(mark).success;
}
