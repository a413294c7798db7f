import type {ContainerOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import type {SubjectFacts} from '../../history/facts.ts';
import type {Expectation} from '../profile/profile.ts';

/** One fact of one object changed: a field set or left out, an object added or left out. Paths are as in a finding. */
export type Edit =
  | {readonly is: 'set'; readonly of: ObjectRef; readonly path: string; readonly value: Json}
  | {readonly is: 'left-out'; readonly of: ObjectRef; readonly path: string}
  | {readonly is: 'object-added'; readonly object: KubeObject}
  | {readonly is: 'object-left-out'; readonly of: ObjectRef};

/** What mutants of a subject are made from: its entry as its owner wrote it, and what stands around it. */
export interface Sound {
  readonly objects: readonly KubeObject[];
  readonly service: KubeObject;
  readonly port: number;
  /** The workload that carries the entry. */
  readonly workload: KubeObject;
  readonly ref: ObjectRef;
  /** The least that there are: an autoscaler's minimum where that is more. */
  readonly replicas: number;
  /** The autoscaler that chooses the replicas. */
  readonly scaler: ObjectRef | undefined;
  /** The container that answers at the entry's port. */
  readonly container: ContainerOf;
  /** The budgets over the workload's pods. */
  readonly budgets: readonly KubeObject[];
  readonly dependencies: SubjectFacts['dependencies'];
  /** The most memory that counts of the container in any replica at the surge, bytes; undefined: not measured. */
  readonly memoryPeak: number | undefined;
}

/** How a defect is put into one subject, and where it must be found. */
export interface Planting {
  readonly edit: Edit;
  readonly at: Pick<Expectation, 'object' | 'path'>;
}

/** Why a defect cannot be put into a subject, or would be none in it: a clause without a full stop. */
export interface NotApplicable {
  readonly reason: string;
}

/** One defect that a stranger's subject can be given, and what must catch it. */
export interface Mutant {
  readonly name: string;
  /** What is wrong then, as a sentence. */
  readonly defect: string;
  readonly scenario: string;
  readonly check: string;
  /** It is made from what the scenario measured of the sound subject, which must have run before. */
  readonly isMeasured?: true;
  plant(sound: Sound): Planting | NotApplicable;
}
