import {randomBytes} from 'node:crypto';
import type {Clock} from '../system/clock.ts';

/** `oom-shop-20261125-103000-3f2a`: sorts by time within a scenario and subject, and is a valid name of a folder. */
export function trialId(scenario: string, subject: string, clock: Clock): string {
  const stamp = clock.wall().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${scenario}-${subject}-${stamp}-${randomBytes(2).toString('hex')}`;
}

/** A name for a cluster of one run: `seatrial-` and eight hex digits, short enough for every node's host name. */
export function clusterName(): string {
  return `seatrial-${randomBytes(4).toString('hex')}`;
}
