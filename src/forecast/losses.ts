/** Failures that must be expected before their absence says something (95 %: three). */
export const seenFailures = 3;

/**
 * A loss of so many ms at the end of each pod must show. Measured on three replicas that followed each other: without a
 * graceful stop 1 of 320 requests failed at 10 per second, 68 of 3,198 at 100.
 */
export const shortLossMs = 100;

/** A load that met pods of one workload as they ended. */
export interface Met {
  readonly ratePerSecond: number;
  /** Of the workload: each gets its share of the load. */
  readonly replicas: number;
  /** How many of them ended. */
  readonly ended: number;
}

/** How much of a load was meant for pods that ended: the failures that a loss of a second at each end would have had. */
export function exposure(met: readonly Met[]): number {
  return met.reduce(
    (sum, {ratePerSecond, replicas, ended}) => sum + (ratePerSecond * ended) / Math.max(1, replicas),
    0,
  );
}

/** What shows a short loss. */
export const enoughExposure = (1000 * seenFailures) / shortLossMs;

/** Whether a load that was planned to show a short loss did: measured rates are up to 2 % less than planned ones. */
export function showsShortLoss(exposed: number): boolean {
  return exposed >= 0.98 * enoughExposure;
}

/** The shortest loss at each end that would have shown, ms; Infinity: none would. */
export function shortestLossMs(exposed: number): number {
  return exposed > 0 ? (1000 * seenFailures) / exposed : Number.POSITIVE_INFINITY;
}

/**
 * What is added beside a load, per second: the cheapest of the declared GETs, each over a new connection, and connections
 * without a request.
 */
export interface AddedRates {
  readonly requestsPerSecond: number;
  readonly connectionsPerSecond: number;
}

/** Measured rates are a little less than planned ones. */
const margin = 1.1;
/** Connections without a request fill up to this, per second. */
const mostPerSecond = 100;

/**
 * What has to be sent beside a load for a short loss to show when so many of a workload's replicas end: requests as many
 * as the load has at most, and then connections alone.
 */
export function addedFor({ratePerSecond, replicas, ended}: Met): AddedRates {
  const wanted = Math.ceil((margin * enoughExposure * Math.max(1, replicas)) / Math.max(1, ended));
  const requestsPerSecond = Math.max(0, Math.min(ratePerSecond, wanted - ratePerSecond));
  const left = Math.min(wanted, mostPerSecond) - ratePerSecond - requestsPerSecond;
  return {requestsPerSecond, connectionsPerSecond: Math.max(0, left)};
}

/** How often it has to happen, with what is sent beside the load, for a short loss to show. */
export function timesFor(met: Met): number {
  const {requestsPerSecond} = addedFor(met);
  const each = exposure([{...met, ratePerSecond: met.ratePerSecond + requestsPerSecond}]);
  return each > 0 ? Math.ceil(enoughExposure / each) : Number.POSITIVE_INFINITY;
}
