import type {KubeObject} from './kube-object.ts';

/** A condition of an object's status, as the API writes it. */
export interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The condition of a type; undefined when the object does not state it. */
export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const conditions = (object.status?.['conditions'] ?? []) as readonly Condition[];
  return conditions.find((condition) => condition.type === type);
}
