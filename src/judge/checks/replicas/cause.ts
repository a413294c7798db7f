import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import type {Finding} from '../../finding.ts';

/** Why requests failed while pods came and went. */
export interface Cause {
  /** What lets it happen, to stand after a colon. */
  readonly why: string;
  /** Of whom it is said; undefined: nobody knows. */
  readonly of: ObjectRef | undefined;
  /**
   * No busy machine can be blamed: the configuration lets it happen, and nobody was left to answer, or it was no
   * time-out that failed.
   */
  readonly isCertain?: boolean;
  /** A server that serves on closed kept connections while requests were on their way on them. */
  readonly isCrossing?: true;
  readonly fix?: NonNullable<Finding['fix']>;
}
