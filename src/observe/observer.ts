import type {Clock} from '../system/clock.ts';
import type {Cluster} from '../cluster/cluster.ts';
import type {Append} from '../history/events.ts';

export interface ObserverContext {
  readonly cluster: Cluster;
  /** The subject's namespace. */
  readonly namespace: string;
  /** The names of the dependencies that a stub stands for. */
  readonly stubs: readonly string[];
  readonly append: Append;
  /** Appends whole lines to samples.csv. */
  readonly sample: (csv: string) => void;
  readonly clock: Clock;
  /** The clock value that is 0 in the history. */
  readonly epochMs: number;
}

/** Watches something and only appends to the history; disposing stops it and flushes. */
export type Observer = (context: ObserverContext) => Promise<AsyncDisposable>;
