import type {Cluster} from '../cluster/cluster.ts';
import type {DeployFacts, PlanFacts} from '../history/facts.ts';
import type {LoadSummary} from '../load/engine.ts';

/** What a running trial has so far; each phase adds its part. */
export interface Afloat {
  readonly observers: AsyncDisposable[];
  cluster?: Cluster;
  /** The proof of the cluster's network, which goes on while the subject starts. */
  proof?: Promise<void>;
  capabilities?: Readonly<Record<string, boolean>>;
  deploy?: DeployFacts;
  plan?: PlanFacts;
  load?: LoadSummary;
}
