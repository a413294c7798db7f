/**
 * Where a fact comes from. Trial checks say which channels were broken, when and for whom;
 * a subject check names those it needs. The second group names the ways a fault acts and is read.
 */
export type Channel =
  | 'load' // the engine delivered, the subject's side received, and it was felt
  | 'host' // the machine was healthy (sentinels)
  | 'steady' // steady state was reached before the surge
  | 'api' // watches without a gap
  | 'node' // readers on the nodes alive
  | 'receipt' // the step's fault left its receipt
  | 'kernel' // the kernel's log
  | 'cgroup' // cgroup files, written or read from the node
  | 'docker'; // the engine that runs the nodes

/** Why a finding or a verdict is inconclusive (docs/verdict.md#reasons, a closed list). */
export type Reason =
  | 'no-receipt'
  | 'load-short'
  | 'load-not-felt'
  | 'host-noisy'
  | 'not-steady'
  | 'watch-gap'
  | 'too-few-samples'
  | 'not-exercised'
  | 'not-measured'
  | 'not-predicted'
  | 'undeclared-dependency'
  | 'foreign-change'
  | 'check-crashed'
  | 'timed-out'
  | 'cut-off';
