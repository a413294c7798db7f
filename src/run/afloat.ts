import type {Cluster} from '../cluster/cluster.ts';
import type {DeployFacts, PlanFacts} from '../history/facts.ts';
import type {Mended} from '../residue/repair.ts';
import type {Oddity} from '../residue/leftover.ts';
import type {LoadSummary} from '../load/engine.ts';

/** What a running trial has so far; each phase adds its part. */
export interface Afloat {
  readonly observers: AsyncDisposable[];
  cluster?: Cluster;
  /** The proof of the cluster's network, which goes on while the subject starts. */
  proof?: Promise<void>;
  /** The subject's images on their way to the nodes, while the bed is looked at. */
  images?: Promise<readonly string[]>;
  capabilities?: Readonly<Record<string, boolean>>;
  /** The look at the bed before the trial, while the first objects of the subject are applied. */
  looking?: Promise<readonly Oddity[]>;
  /** What was odd on the bed before the trial. */
  before?: readonly Oddity[];
  /** The subject's namespace, once it may exist. */
  namespace?: string;
  /** Whether the subject's namespace may be there, or was taken back. */
  subject?: 'there' | 'removed';
  deploy?: DeployFacts;
  plan?: PlanFacts;
  load?: LoadSummary;
  /** What the trial left on a bed that stays. */
  mended?: Mended;
}
