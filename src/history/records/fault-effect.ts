/**
 * What a fault does, as far as a verdict depends on it: data of the fault, recorded with its mark. The judge knows
 * faults by nothing else.
 */
export type FaultEffect = {
  /** `gradual`: one pod after another, so that never more than one is missing unless the subject allows it. */
  readonly pace: 'at-once' | 'gradual';
  /**
   * What brings back what was taken: the kubelet, which restarts the container where it is; whoever owns the pods, who
   * makes new ones; or nobody before the fault is undone.
   */
  readonly returns: 'by-restart' | 'by-replacement' | 'by-undo';
  /** Whether pods are asked to end, with their grace, and leave the services before: then no request may fail. */
  readonly orderly: boolean;
} & (
  | {
      readonly takes: 'pods';
      /** An eviction that is gradual goes on until one is refused; a drain tries again until its node is empty. */
      readonly by: 'deletion' | 'eviction' | 'drain' | 'rollout';
    }
  | {
      /**
       * - `memory`: what is free below a container's limit.
       * - `container`: the processes of a container.
       * - `boot`: them, and the start of the ones that follow.
       * - `answers`: of a container whose processes stand still; the kernel goes on taking connections for them.
       * - `network`: what is sent to pods.
       * - `nodes`: whole nodes, from everybody.
       * - `kubelet`: the nodes' word to the control plane; their pods go on serving.
       */
      readonly takes: 'memory' | 'container' | 'boot' | 'answers' | 'network' | 'nodes' | 'kubelet';
      readonly by?: never;
    }
);

/** Whether a fault ends every pod that it is aimed at; an eviction may be refused, and a drain is aimed at a node. */
export function endsAll({by}: FaultEffect): boolean {
  return by === 'rollout' || by === 'deletion';
}
