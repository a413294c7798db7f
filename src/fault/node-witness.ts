/**
 * What others than the injector say of each node. Read by `node-power-off`, `node-freeze`, `kubelet-stop` and (with counters) by `node-cut-off`.
 */
export type NodeReading = {
  readonly nodes: readonly {
    readonly node: string;
    /** The kubelet's /healthz asked through the API server: 200, or the code of the refusal; 0 is no answer within 2 s. */
    readonly healthz: number;
    /** What the engine says of the node: `running`, `paused`, `exited`. */
    readonly state: string;
    /** When its kubelet renewed its Lease last, and how long ago that was, ms; null when it has none. */
    readonly leaseRenewedAt: string | null;
    readonly leaseAgeMs: number | null;
    /** Packets that the tagged rules on the node dropped so far; only `node-cut-off` counts, elsewhere null. */
    readonly dropped: number | null;
  }[];
};
