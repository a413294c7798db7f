import type {Stub} from '../../cluster/stubs.ts';
import type {RequestSpec} from '../../load/engine.ts';
import type {SubjectFacts} from '../../history/facts.ts';

/** A validated profile, with all paths made absolute. */
export interface Profile {
  readonly facts: SubjectFacts;
  /** Absolute path of seatrial.yaml. */
  readonly path: string;
  /** The namespace for manifests that state none: what the profile is called. */
  readonly namespace: string;
  /** Absolute paths of files, folders or kustomizations. */
  readonly manifests: readonly string[];
  /** The same, of which only the Secrets count. */
  readonly secretsFrom: readonly string[];
  /** Images that must be loaded into the nodes from the local Docker engine. */
  readonly images: readonly string[];
  readonly requests: readonly RequestSpec[];
  readonly dataPaths: readonly {readonly name: string; readonly write: RequestSpec; readonly read: RequestSpec}[];
  /** What stands for the dependencies that are declared as stubs. */
  readonly stubs: readonly Stub[];
  /** The workload that carries the entry, where the profile names it. */
  readonly entryWorkload: string | undefined;
  /** The subject's storage classes → those that stand for them here. */
  readonly storageClasses: Readonly<Record<string, string>>;
  /** Twins only: what must catch it. */
  readonly expect: Expectation | undefined;
}

export interface Expectation {
  readonly scenario: string;
  readonly check: string;
  readonly object: {readonly kind: string; readonly name: string; readonly container?: string};
  readonly path: string;
}
