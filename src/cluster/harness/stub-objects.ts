import {createHash} from 'node:crypto';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {controlPlaneLabel, objectLabel, stubPart, systemNamespace} from '../labels.ts';

/** What stands for a dependency that is not in the cluster, and how it answers. */
export interface Stub {
  /** What the subject calls it: a Service of its namespace, or with dots a name of DNS. */
  readonly name: string;
  readonly port: number;
  readonly tls: boolean;
  /** How long it takes to answer, ms, where a response does not say. */
  readonly latencyMs: number;
  /** Share of the calls that are answered 503, 0 to 1. */
  readonly errorShare: number;
  /** The first whose method and path are a call's answers it; a call that none is declared for is answered 404. */
  readonly responses: readonly StubResponse[];
}

interface StubResponse {
  /** Any when left out. */
  readonly method?: string;
  /** A path as it is sent, without its query; with a star at its end what it begins with. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly latencyMs?: number;
}

/** Where a stub tells what it was asked for; no dependency has its own port there. */
export const stubControlPort = 15_020;

/** The ConfigMap in the subject's namespace that has the authorities of all stubs with TLS, and its key. */
export const stubAuthorities = {name: 'seatrial-stub-ca', key: 'ca.crt'} as const;

const labels = {[objectLabel]: stubPart};
const firstUnprivilegedPort = 1024;

/** The name of a stub's pod, and of what it reads. */
export function stubPodName({name}: Pick<Stub, 'name'>): string {
  return `stub-${name}`;
}

/** Whether a dependency is called by a name of DNS that no Service has: what a Service is called has no dots. */
export function isDnsName({name}: Pick<Stub, 'name'>): boolean {
  return name.includes('.');
}

/**
 * What a stub is made of: what it declares, and its pod. The pod is outside the subject's namespace, where no policy,
 * quota or webhook of the subject means it, and on the control plane, which no fault takes away.
 */
export function stubObjects(stub: Stub, namespace: string, image: string): readonly KubeObject[] {
  const metadata = {name: stubPodName(stub), namespace: systemNamespace, labels};
  const {port, tls, latencyMs, errorShare, responses} = stub;
  const config = {
    port,
    tls,
    latencyMs,
    errorShare,
    responses,
    names: namesOf(stub, namespace),
    controlPort: stubControlPort,
  };
  return [
    {apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {'stub.json': JSON.stringify(config)}},
    {apiVersion: 'v1', kind: 'Pod', metadata, spec: podOf(stub, image)},
  ];
}

/**
 * The Service by which the subject reaches a stub, under the dependency's own name and port, and the address behind it.
 * A name with dots is no Service's: there the Service gives DNS an address to answer.
 */
export function stubService(stub: Stub, namespace: string, address: string): readonly [KubeObject, KubeObject] {
  const name = isDnsName(stub)
    ? `seatrial-${createHash('sha256').update(stub.name).digest('hex').slice(0, 10)}`
    : stub.name;
  const annotations = {'seatrial/stub': stub.name};
  const ports = [{name: 'stub', port: stub.port, protocol: 'TCP'}];
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name, namespace, labels, annotations},
      spec: {ports: [{...ports[0], targetPort: stub.port}]},
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-stub`,
        namespace,
        labels: {
          ...labels,
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'seatrial',
        },
        annotations,
      },
      addressType: 'IPv4',
      endpoints: [{addresses: [address], conditions: {ready: true}}],
      ports,
    },
  ];
}

/** The ConfigMap with what signed the certificates of the stubs, for the subject's owner to mount. */
export function authoritiesObject(namespace: string, authorities: readonly string[]): KubeObject {
  const {name, key} = stubAuthorities;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, namespace, labels},
    data: {[key]: authorities.join('')},
  };
}

/** What callers may call it: its certificate is for these names. */
function namesOf(stub: Stub, namespace: string): readonly string[] {
  const {name} = stub;
  if (isDnsName(stub)) return [name];
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
}

/**
 * It listens at the dependency's own port, for a policy of the subject that allows this port means the pod's; below 1024
 * that takes root with one capability. It never restarts: another one would have another key and count from zero.
 */
function podOf(stub: Stub, image: string): Readonly<Record<string, Json>> {
  const {port} = stub;
  const isPrivileged = port < firstUnprivilegedPort;
  return {
    restartPolicy: 'Never',
    priorityClassName: 'system-node-critical',
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: {[controlPlaneLabel]: ''},
    tolerations: [{operator: 'Exists'}],
    containers: [
      {
        name: 'stub',
        image,
        imagePullPolicy: 'Never',
        args: ['stub', '/etc/seatrial/stub.json'],
        ports: [{containerPort: port}],
        resources: {requests: {cpu: '10m', memory: '16Mi'}, limits: {memory: '256Mi'}},
        readinessProbe: {httpGet: {path: '/', port: stubControlPort}, periodSeconds: 1, failureThreshold: 3},
        securityContext: {
          runAsNonRoot: !isPrivileged,
          runAsUser: isPrivileged ? 0 : 65_532,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: {drop: ['ALL'], add: isPrivileged ? ['NET_BIND_SERVICE'] : []},
        },
        volumeMounts: [{name: 'declared', mountPath: '/etc/seatrial', readOnly: true}],
      },
    ],
    volumes: [{name: 'declared', configMap: {name: stubPodName(stub)}}],
  };
}
