import type {Cluster} from '../cluster/cluster.ts';
import type {Target} from '../cluster/target.ts';
import type {Channel} from '../history/channels.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import type {Clock} from '../system/clock.ts';

/** The effects an inspection may use. */
export interface InspectionTools {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Ends what the inspection itself waits for. */
  readonly signal: AbortSignal;
}

/**
 * A question to the cluster that changes nothing. `read` is asked before and after, through another channel than the
 * question's; `proves` compares, and says whether the question was really asked where it should be.
 */
export interface Inspection<Options extends Json = Json, Answer extends Json = Json, Reading extends Json = Json> {
  readonly title: string;
  readonly asksBy: Channel;
  readonly readsBy: Channel;
  /** Names of capabilities (cluster/capabilities.ts); one missing → not exercised. */
  readonly requires: readonly string[];
  /** How often the receipt is looked for, ms. */
  readonly readEveryMs: number;
  /** Its answer as it goes into the history. Each call of it has a bound of its own. */
  ask(targets: readonly Target[], options: Options, tools: InspectionTools): Promise<Answer>;
  read(targets: readonly Target[], tools: InspectionTools): Promise<Reading>;
  proves(before: Reading, after: Reading, answer: Answer): boolean;
}
