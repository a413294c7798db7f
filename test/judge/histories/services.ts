import type {EventBody} from '../../../src/history/events.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import type {Pod} from './survival.ts';

/** A Service over the pods of an app, as admitted. */
export function serviceOver(app: string, spec: Readonly<Record<string, Json>> = {}, name = app): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace: 'shop'},
    spec: {selector: {app}, ports: [{port: 80, targetPort: 8080}], ...spec},
  };
}

/** The slice of a Service that publishes addresses which are not ready: each is `ready` for ever. */
export function publishedSlice(name: string, pods: readonly Pod[], serving?: boolean): EventBody {
  const endpoints = pods.map((pod) => ({
    addresses: ['198.19.1.1'],
    conditions: {ready: true, ...(serving === undefined ? {} : {serving})},
    targetRef: {kind: 'Pod', name: pod.name, namespace: 'shop', uid: pod.uid},
    nodeName: pod.node,
  }));
  const labels = {'kubernetes.io/service-name': name};
  const metadata = {name: `${name}-slice`, namespace: 'shop', uid: `slice of ${name}`, labels};
  return {
    kind: 'object',
    is: 'present',
    object: {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, endpoints},
  };
}
