import {UsageError} from '../../system/errors.ts';
import {namePrefix} from '../labels.ts';

/** Whether a cluster of ours could have the name. */
export function isName(name: string): boolean {
  return name.startsWith(namePrefix) && /^[a-z0-9-]{10,40}$/.test(name);
}

/** Refuses a name that no cluster of ours has: it becomes a part of paths and of the nodes' host names. */
export function checkName(name: string): void {
  if (isName(name)) return;
  throw new UsageError(
    'cluster-name',
    `Expected a cluster name of ours, ${namePrefix} and lower-case letters, digits or dashes, got ${JSON.stringify(name)}`,
  );
}
