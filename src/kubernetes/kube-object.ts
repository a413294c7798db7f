/** Any value that survives JSON. */
export type Json = string | number | boolean | null | readonly Json[] | {readonly [key: string]: Json};

interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
    readonly controller?: boolean;
  }[];
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly resourceVersion?: string;
}

/** A Kubernetes object as plain JSON (timestamps are RFC 3339 strings), as the API server sent it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: {readonly [key: string]: Json};
  readonly status?: {readonly [key: string]: Json};
  readonly [key: string]: unknown;
}

/** Names one object; `container` narrows a workload or pod to one of its containers. */
export interface ObjectRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly container?: string;
}
