import type {Api, NodeShell} from '../../cluster/cluster.ts';
import type {Clock} from '../../system/clock.ts';

/** Which namespace of which cluster, and the effects of waiting. */
export interface Where {
  readonly api: Api;
  /** For what a node must do itself: end a pod that the API only forgets. */
  readonly shell: Pick<NodeShell, 'run'>;
  readonly namespace: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
