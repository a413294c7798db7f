import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import type {Container, Probe, Workload, WorldSubject} from './subject.ts';

export const namespace = 'world';
/** When the trial begins, by every clock of the world. */
export const beginning = Date.parse('2026-01-01T00:00:00Z');

/** How Kubernetes writes a time: whole seconds. */
export function stamp(ms: number): string {
  return `${new Date(beginning + Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** A 64-digit name of a container, and a UID, that nothing else has. */
export const containerIdOf = (number: number): string => number.toString(16).padStart(64, 'c');
export const uidOf = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** The objects of a subject as the API server has admitted them, without its pods. */
export function manifestsOf({workloads}: WorldSubject): readonly KubeObject[] {
  return workloads.flatMap((workload) => [workloadObject(workload), ...servicesFor(workload), ...budgetsOf(workload)]);
}

export function specOf(workload: Workload, revision = 1): Readonly<Record<string, Json>> {
  const running = workload.containers.filter(({role}) => role === 'container');
  const init = workload.containers.filter(({role}) => role === 'init');
  const toleration = (key: string): Json => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  });
  return {
    ...(init.length === 0 ? {} : {initContainers: init.map((one) => containerSpec(one, revision))}),
    containers: running.map((one) => containerSpec(one, revision)),
    terminationGracePeriodSeconds: workload.graceS,
    restartPolicy: 'Always',
    ...(workload.kind === 'DaemonSet' ? {} : {tolerations: [toleration('not-ready'), toleration('unreachable')]}),
    ...(workload.spread ? {topologySpreadConstraints: places.map((place) => spreadOver(place, workload.name))} : {}),
  };
}

const places = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

function spreadOver(topologyKey: string, app: string): Json {
  return {maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {matchLabels: {app}}};
}

function containerSpec(container: Container, revision: number): Json {
  const {name, port, resources, liveness, readiness, startup, preStopS} = container;
  return {
    name,
    image: `world/${name}:${revision}`,
    resources,
    ...(port === undefined ? {} : {ports: [{name: 'http', containerPort: port, protocol: 'TCP'}]}),
    ...probe('livenessProbe', liveness),
    ...probe('readinessProbe', readiness),
    ...probe('startupProbe', startup),
    ...(preStopS > 0 ? {lifecycle: {preStop: {sleep: {seconds: preStopS}}}} : {}),
  };
}

function probe(kind: string, of: Probe | undefined): Readonly<Record<string, Json>> {
  const defaults = {periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3};
  return of === undefined ? {} : {[kind]: {...defaults, ...of.spec}};
}

/** A workload as its owner wrote it, without what its controller says. */
export function workloadObject(workload: Workload): KubeObject {
  const {name, kind, replicas, minReadyS, surge, unavailable} = workload;
  const labels = {app: name};
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {name, namespace, uid: `workload-${name}`, labels, creationTimestamp: stamp(0)},
    spec: {
      ...(kind === 'DaemonSet' ? {} : {replicas}),
      selector: {matchLabels: labels},
      template: {metadata: {labels}, spec: specOf(workload)},
      ...(minReadyS > 0 ? {minReadySeconds: minReadyS} : {}),
      ...strategyOf(kind, surge, unavailable),
      ...(kind === 'StatefulSet' ? {serviceName: name, podManagementPolicy: 'OrderedReady'} : {}),
    },
  };
}

function strategyOf(
  kind: Workload['kind'],
  maxSurge: number | string,
  maxUnavailable: number | string,
): Readonly<Record<string, Json>> {
  if (kind === 'Deployment') return {strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge, maxUnavailable}}};
  const rollingUpdate = kind === 'StatefulSet' ? {partition: 0} : {maxSurge: 0, maxUnavailable: 1};
  return {updateStrategy: {type: 'RollingUpdate', rollingUpdate}};
}

function servicesFor({name, containers, more}: Workload): readonly KubeObject[] {
  if (containers.every(({port}) => port === undefined)) return [];
  const service = (own: string, spec: Readonly<Record<string, Json>>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: own, namespace, uid: `service-${own}`, creationTimestamp: stamp(0)},
    spec: {selector: {app: name}, ports: [{name: 'http', port: 80, protocol: 'TCP', targetPort: 'http'}], ...spec},
  });
  return [
    service(name, {type: 'ClusterIP'}),
    ...more.map(({name: own, headless, publishesUnready}) =>
      service(own, {
        type: 'ClusterIP',
        ...(headless ? {clusterIP: 'None'} : {}),
        ...(publishesUnready ? {publishNotReadyAddresses: true} : {}),
      }),
    ),
  ];
}

function budgetsOf({name, budget}: Workload): readonly KubeObject[] {
  if (budget === undefined) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name, namespace, uid: `budget-${name}`, creationTimestamp: stamp(0)},
      spec: {selector: {matchLabels: {app: name}}, ...budget},
    },
  ];
}
