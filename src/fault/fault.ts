import type {Clock} from '../system/clock.ts';
import type {Cluster} from '../cluster/cluster.ts';
import type {Target} from '../cluster/target.ts';
import type {Channel} from '../history/channels.ts';
import type {Answer} from '../history/events.ts';
import type {FaultEffect} from '../history/records/fault-effect.ts';
import type {Json} from '../kubernetes/kube-object.ts';

export type {Target} from '../cluster/target.ts';

/** The effects a fault may use. */
export interface Tools {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Ends what the fault itself waits for. */
  readonly signal: AbortSignal;
}

/**
 * A request of the subject that one pod can be asked, the statuses of a good answer, and how long one may take, ms: the
 * profile's time-out.
 */
export interface DirectRequest {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: readonly number[];
  readonly withinMs: number;
}

/** The effects of an injection, whose answers (to an eviction, say) go into the history. */
export interface InjectTools extends Tools {
  /** What a pod of the entry may be asked meanwhile. */
  readonly directRequests: readonly DirectRequest[];
  readonly tell: (answer: Answer) => void;
}

/**
 * Something done to the cluster. `mark` looks and touches nothing; its JSON is on disk before `inject` and is enough
 * for another process to undo. `read` is asked before and after, through another channel than the injector's; `proves`
 * compares.
 */
export interface Fault<Options extends Json = Json, Mark extends Json = Json, Reading extends Json = Json> {
  readonly title: string;
  /** What it does, for the judge; recorded with the mark. */
  readonly effect: FaultEffect;
  readonly injectsBy: Channel;
  readonly readsBy: Channel;
  /** Names of capabilities (cluster/capabilities.ts); one missing → not exercised. */
  readonly requires: readonly string[];
  /**
   * How often the receipt is looked for, ms; often where the undo must follow at once, seldom where a look costs more
   * than it tells.
   */
  readonly readEveryMs: number;
  mark(targets: readonly Target[], options: Options, tools: Tools): Promise<Mark>;
  /** Asks what the answers under the fault are compared with; changes nothing. */
  ask?(mark: Mark, tools: InjectTools): Promise<void>;
  /** May last as long as the fault has work to do; its signal ends it, and then the undo follows. */
  inject(mark: Mark, tools: InjectTools): Promise<void>;
  /** Idempotent, from any process, and only where the state found still matches the mark. */
  undo(mark: Mark, tools: Tools): Promise<void>;
  read(mark: Mark, tools: Tools): Promise<Reading>;
  proves(before: Reading, after: Reading): boolean;
}
