import type {Api} from '../../cluster/cluster.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Clock} from '../../system/clock.ts';
import {waitFor} from '../../system/wait.ts';
import {unready, workloadKinds} from './readiness.ts';
import type {Unready} from './readiness.ts';

export interface SteadyOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly clock: Clock;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
  /** Called after each look with what is not ready yet and with all that was found; may throw to end the wait. */
  readonly onLook?: (unready: readonly Unready[], objects: readonly KubeObject[]) => void | Promise<void>;
}

const everyMs = 250;

/**
 * Waits until every workload of a namespace is complete and resolves with the workloads and pods found. Throws
 * WaitTimeoutError.
 */
export async function waitSteady({
  api,
  namespace,
  clock,
  withinMs,
  signal,
  onLook,
}: SteadyOptions): Promise<readonly KubeObject[]> {
  const what = `all workloads of ${namespace} to be ready`;
  return waitFor({what, withinMs, everyMs, clock, ...(signal === undefined ? {} : {signal})}, async () => {
    const lists = await Promise.all(workloadKinds.map(async (kind) => api.list(kind, {namespace})));
    const objects = lists.flatMap((list) => list.items);
    const lacking = unready(objects);
    await onLook?.(lacking, objects);
    return lacking.length === 0 ? {done: objects} : {seen: describe(lacking)};
  });
}

/** `Deployment/gateway 1 of 3 ready, StatefulSet/db 0 of 1 ready` */
export function describe(lacking: readonly Unready[]): string {
  return lacking.map(({object, text}) => `${object.kind}/${object.metadata.name} ${text}`).join(', ');
}
