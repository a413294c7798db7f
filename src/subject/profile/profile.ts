import type {Stub} from '../../cluster/stubs.ts';
import type {RequestSpec} from '../../load/engine.ts';
import type {SubjectFacts} from '../../history/facts.ts';
import type {ManifestSource} from '../manifests/source.ts';

/** What is done once before the first load: a Job of the manifests that is to be complete, or a request. */
export type Preparation =
  | {readonly job: string}
  | {
      readonly request: RequestSpec;
      /** What is kept of its answer: names, and paths such as `$.token`. */
      readonly keep: Readonly<Record<string, string>>;
    };

/** A Service that load enters through. */
export interface Door {
  /** Where the profile states it: `entry`, or `entries[1]`. */
  readonly at: string;
  readonly service: string;
  readonly port: number;
  /** The workload that carries it, where the profile names it. */
  readonly workload: string | undefined;
}

/** A validated profile, with all paths made absolute. */
export interface Profile {
  readonly facts: SubjectFacts;
  /** Absolute path of seatrial.yaml. */
  readonly path: string;
  /** The namespace for manifests that state none: what the profile is called. */
  readonly namespace: string;
  /** Files, folders, kustomizations and charts, with absolute paths. */
  readonly manifests: readonly ManifestSource[];
  /** The same, of which only the Secrets count. */
  readonly secretsFrom: readonly ManifestSource[];
  /** The same: objects that the real cluster has and the manifests do not state. */
  readonly provide: readonly ManifestSource[];
  /** Images that must be loaded into the nodes from the local Docker engine. */
  readonly images: readonly string[];
  /** Those of them that are built first: from which folder (absolute path), under which name. */
  readonly builds: readonly {readonly context: string; readonly tag: string}[];
  readonly requests: readonly RequestSpec[];
  readonly prepare: readonly Preparation[];
  /** What the environment gave for headers and bodies, by its variables: secrets, whatever they look like. */
  readonly environment: Readonly<Record<string, string>>;
  readonly dataPaths: readonly {readonly name: string; readonly write: RequestSpec; readonly read: RequestSpec}[];
  /** What stands for the dependencies that are declared as stubs. */
  readonly stubs: readonly Stub[];
  /** Where the load enters, the one with the largest share of it first; none: nobody sends requests. */
  readonly doors: readonly Door[];
  /** Without a door: the workload that faults are aimed at, where the profile names it. */
  readonly workload: string | undefined;
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
