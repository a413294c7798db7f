import type {KubeObject} from './kube-object.ts';

/** One pod that a service sends requests to. */
export interface Endpoint {
  readonly pod: string;
  readonly podUid: string;
  readonly node: string;
  /** False while it is being ended, too. */
  readonly ready: boolean;
}

/** The endpoints of an EndpointSlice that are pods. */
export function endpointsOf(slice: KubeObject): readonly Endpoint[] {
  const endpoints = (slice['endpoints'] ?? []) as readonly {
    readonly conditions?: {readonly ready?: boolean};
    readonly targetRef?: {readonly kind?: string; readonly name?: string; readonly uid?: string};
    readonly nodeName?: string;
  }[];
  return endpoints.flatMap(({conditions, targetRef, nodeName = ''}) => {
    const {kind, name = '', uid = ''} = targetRef ?? {};
    // An unknown readiness counts as ready (the API's own rule).
    return kind === 'Pod' ? [{pod: name, podUid: uid, node: nodeName, ready: conditions?.ready ?? true}] : [];
  });
}
