import type {Check, TrialCheck} from '../finding.ts';
import {availability} from './replicas/availability.ts';
import {slowStartUnharmed} from './health/slow-start-unharmed.ts';
import {pdbEnforced} from './replicas/pdb-enforced.ts';
import {pdbValid} from './replicas/pdb-valid.ts';
import {capacityRestored} from './replicas/capacity-restored.ts';
import {recovers} from './health/recovers.ts';
import {containment} from './resources/containment.ts';
import {declaredResources} from './resources/declared-resources.ts';
import {degrades} from './health/degrades.ts';
import {drainEnds} from './replicas/drain-ends.ts';
import {fitsNMinusOne} from './replicas/fits-n-minus-one.ts';
import {livenessHolds} from './health/liveness-holds.ts';
import {livenessRestarts} from './health/liveness-restarts.ts';
import {memoryHeadroom} from './resources/memory-headroom.ts';
import {memoryLeak} from './resources/memory-leak.ts';
import {noEviction} from './resources/no-eviction.ts';
import {noOomKill} from './resources/no-oom-kill.ts';
import {outagePredicted} from './replicas/outage-predicted.ts';
import {readinessFollows} from './health/readiness-follows.ts';
import {readinessRemoves} from './health/readiness-removes.ts';
import {failsFast} from './health/fails-fast.ts';
import {spread} from './replicas/spread.ts';
import {starts} from './health/starts.ts';
import {staysRecovered} from './replicas/stays-recovered.ts';
import {staysUp} from './replicas/stays-up.ts';
import {throttling} from './resources/throttling.ts';
import {noFailedRequests} from './replicas/no-failed-requests.ts';
import {carried} from './trial/carried.ts';
import {fairShare} from './trial/fair-share.ts';
import {gaps} from './trial/gaps.ts';
import {host} from './trial/host.ts';
import {ledger} from './trial/ledger.ts';
import {loadDelivered} from './trial/load-delivered.ts';
import {loadFelt} from './trial/load-felt.ts';
import {receipts} from './trial/receipts.ts';
import {residue} from './trial/residue.ts';
import {steady} from './trial/steady.ts';
import {waits} from './trial/waits.ts';

/** Every check a scenario may name, by the item of the checklist that it belongs to. */
const byItem = {
  resources: {
    'declared-resources': declaredResources,
    'no-oom-kill': noOomKill,
    'no-eviction': noEviction,
    'memory-headroom': memoryHeadroom,
    'memory-leak': memoryLeak,
    throttling,
    containment,
  },
  health: {
    starts,
    'liveness-restarts': livenessRestarts,
    'liveness-holds': livenessHolds,
    'readiness-removes': readinessRemoves,
    'readiness-follows': readinessFollows,
    'slow-start-unharmed': slowStartUnharmed,
    degrades,
    'fails-fast': failsFast,
    recovers,
  },
  replicas: {
    'stays-up': staysUp,
    availability,
    'outage-predicted': outagePredicted,
    'capacity-restored': capacityRestored,
    'stays-recovered': staysRecovered,
    'no-failed-requests': noFailedRequests,
    spread,
    'fits-n-minus-one': fitsNMinusOne,
    'pdb-valid': pdbValid,
    'pdb-enforced': pdbEnforced,
    'drain-ends': drainEnds,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Check>>>>;

/** Every check a scenario may name. */
export const checks = {...byItem.resources, ...byItem.health, ...byItem.replicas} as const;

/** The item of the checklist that a check, or a part of it such as `stays-up/cost`, belongs to. */
export function itemOf(name: string): keyof typeof byItem | undefined {
  const [check = ''] = name.split('/', 1);
  return (Object.keys(byItem) as (keyof typeof byItem)[]).find((item) => Object.hasOwn(byItem[item], check));
}

/** The checks of the trial itself, always on: they say which channels were broken, when and for whom. */
export const trialChecks = {
  carried,
  ledger,
  'load-delivered': loadDelivered,
  'load-felt': loadFelt,
  'fair-share': fairShare,
  receipts,
  waits,
  gaps,
  host,
  steady,
  residue,
} as const satisfies Readonly<Record<string, TrialCheck>>;

/** Those of them that ask about the load. */
export const loadChecks: ReadonlySet<string> = new Set<keyof typeof trialChecks>([
  'fair-share',
  'ledger',
  'load-delivered',
  'load-felt',
  'steady',
]);
