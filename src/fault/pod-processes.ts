/**
 * How many processes each pod has in the kernel's own account on its node (its cgroup; the sandbox's own counts); 0 when it has
 * none or is gone. Read by `pod-delete`, `pod-evict`, `evict-until-refused`, `node-drain` and `rolling-restart`.
 */
export type PodsReading = {
  readonly pods: readonly {
    readonly pod: string;
    readonly namespace: string;
    readonly uid: string;
    readonly node: string;
    readonly processes: number;
  }[];
};
