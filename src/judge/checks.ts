import type {Check, TrialCheck} from './finding.ts';
import {availability} from './subject/availability.ts';
import {containment} from './subject/containment.ts';
import {declaredResources} from './subject/declared-resources.ts';
import {memoryHeadroom} from './subject/memory-headroom.ts';
import {memoryLeak} from './subject/memory-leak.ts';
import {noEviction} from './subject/no-eviction.ts';
import {noOomKill} from './subject/no-oom-kill.ts';
import {starts} from './subject/starts.ts';
import {staysUp} from './subject/stays-up.ts';
import {throttling} from './subject/throttling.ts';
import {bed} from './validity/bed.ts';
import {fairShare} from './validity/fair-share.ts';
import {gaps} from './validity/gaps.ts';
import {host} from './validity/host.ts';
import {ledger} from './validity/ledger.ts';
import {loadDelivered} from './validity/load-delivered.ts';
import {loadFelt} from './validity/load-felt.ts';
import {receipts} from './validity/receipts.ts';
import {steady} from './validity/steady.ts';

/** Every check a scenario may name. */
export const checks = {
  starts,
  'declared-resources': declaredResources,
  'no-oom-kill': noOomKill,
  'no-eviction': noEviction,
  'memory-headroom': memoryHeadroom,
  'memory-leak': memoryLeak,
  throttling,
  containment,
  'stays-up': staysUp,
  availability,
} as const satisfies Readonly<Record<string, Check>>;

/** The checks of the trial itself, always on: they say which channels were broken, when and for whom. */
export const trialChecks = {
  bed,
  ledger,
  'load-delivered': loadDelivered,
  'load-felt': loadFelt,
  'fair-share': fairShare,
  receipts,
  gaps,
  host,
  steady,
} as const satisfies Readonly<Record<string, TrialCheck>>;
