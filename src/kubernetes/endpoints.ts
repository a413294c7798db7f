import type {KubeObject} from './kube-object.ts';

/** One pod that a service sends requests to. */
export interface Endpoint {
  readonly pod: string;
  readonly podUid: string;
  readonly node: string;
  /** Whether the service sends requests to it; false while it is being ended, too. */
  readonly ready: boolean;
  /** What its readiness says. A Service that publishes addresses which are not ready has `ready` without it. */
  readonly serving: boolean;
}

/** The endpoints of an EndpointSlice that are pods. */
export function endpointsOf(slice: KubeObject): readonly Endpoint[] {
  const endpoints = (slice['endpoints'] ?? []) as readonly {
    readonly conditions?: {readonly ready?: boolean; readonly serving?: boolean};
    readonly targetRef?: {readonly kind?: string; readonly name?: string; readonly uid?: string};
    readonly nodeName?: string;
  }[];
  return endpoints.flatMap(({conditions, targetRef, nodeName = ''}) => {
    const {kind, name = '', uid = ''} = targetRef ?? {};
    // An unknown readiness counts as ready (the API's own rule).
    const ready = conditions?.ready ?? true;
    const serving = conditions?.serving ?? ready;
    return kind === 'Pod' ? [{pod: name, podUid: uid, node: nodeName, ready, serving}] : [];
  });
}

/** The Service whose slice this is; empty when its label does not tell. */
export function serviceOf({metadata}: KubeObject): string {
  return metadata.labels?.['kubernetes.io/service-name'] ?? '';
}
