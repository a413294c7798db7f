import {randomBytes} from 'node:crypto';
import type {Clock} from '../system/clock.ts';
import type {Owner} from '../cluster/clusters.ts';

/** `oom-shop-20261125-103000-3f2a`: sorts by time within a scenario and subject, and is a valid name of a folder. */
export function trialId(scenario: string, subject: string, clock: Clock): string {
  const stamp = clock.wall().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${scenario}-${subject}-${stamp}-${randomBytes(2).toString('hex')}`;
}

/** A name for a cluster of one run: `seatrial-` and eight hex digits, short enough for every node's host name. */
export function clusterName(): string {
  return `seatrial-${randomBytes(4).toString('hex')}`;
}

/**
 * The name of the cluster that `--reuse` keeps between runs: the owner's own, because names are the engine's, and
 * users share it.
 */
export function reusedClusterName(owner: Owner): string {
  return `seatrial-warm-${owner.id.slice(0, 8)}`;
}
