/*
 * Where clusters come from and where they go, for whoever uses them: today all are kind's. What can be done with one
 * that is there is in `cluster.ts`, and knows no engine.
 */

export {waitForSentinels} from './harness/sentinels.ts';
export {attachCluster, reachCluster} from './kind/attach.ts';
export {createCluster} from './kind/create.ts';
export {deleteCluster} from './kind/delete.ts';
export {sweepHostGuards} from './kind/host-guard.ts';
export {readMachine} from './kind/machine.ts';
export {checkName, isName} from './kind/name.ts';
export type {Owner} from './kind/owner.ts';
export {proveNetwork} from './kind/ready.ts';
export {isOnEngine, sweepEngine} from './kind/sweep.ts';
