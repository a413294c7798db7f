import type {Kind} from '../cluster/cluster.ts';
import {systemNamespace} from '../cluster/labels.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import type {Observer} from './observer.ts';

const event: Kind = {apiVersion: 'v1', kind: 'Event'};
const inNamespace: readonly Kind[] = [
  {apiVersion: 'v1', kind: 'Pod'},
  event,
  {apiVersion: 'v1', kind: 'PersistentVolumeClaim'},
  {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice'},
  {apiVersion: 'apps/v1', kind: 'Deployment'},
  {apiVersion: 'apps/v1', kind: 'ReplicaSet'},
  {apiVersion: 'apps/v1', kind: 'StatefulSet'},
  {apiVersion: 'apps/v1', kind: 'DaemonSet'},
];
const node: Kind = {apiVersion: 'v1', kind: 'Node'};

/**
 * Watches the subject's namespace, the nodes, and the events of the sentinels; each object as the API server sent it
 * becomes `object present` or `gone`, a hole in a watch a gap of `api`.
 */
// eslint-disable-next-line @typescript-eslint/require-await
export const objects: Observer = async ({cluster, namespace, append, epochMs}) => {
  const watch = (kind: Kind, within?: string): AsyncDisposable =>
    cluster.api.watch(kind, within === undefined ? {} : {namespace: within}, {
      event: (is, object) => append({kind: 'object', is, object: lean(object)}, sourceTime(object)),
      gap: (fromMs) =>
        append({
          kind: 'gap',
          channel: 'api',
          of: {kind: kind.kind, name: '*', ...(within === undefined ? {} : {namespace: within})},
          fromMs: fromMs - epochMs,
        }),
    });
  await using opened = new AsyncDisposableStack();
  for (const kind of inNamespace) opened.use(watch(kind, namespace));
  opened.use(watch(node));
  // The kubelet's failed probes of the sentinels: the machine's trouble, not the subject's.
  opened.use(watch(event, systemNamespace));
  return opened.move();
};

/** Without what no check asks for and what is long: managed fields, and the images a node holds. */
function lean(object: KubeObject): KubeObject {
  const {managedFields: _fields, ...metadata} = object.metadata as KubeObject['metadata'] & {
    readonly managedFields?: unknown;
  };
  if (object.kind !== 'Node' || object.status === undefined) return {...object, metadata};
  const {images: _images, ...status} = object.status;
  return {...object, metadata, status};
}

/** The server's own time of an Event; other objects carry none for a change. */
function sourceTime(object: KubeObject): string | undefined {
  if (object.kind !== 'Event') return undefined;
  const {lastTimestamp, eventTime} = object as {
    readonly lastTimestamp?: string | null;
    readonly eventTime?: string | null;
  };
  return lastTimestamp ?? eventTime ?? object.metadata.creationTimestamp;
}
