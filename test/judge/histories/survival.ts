import type {EventBody} from '../../../src/history/events.ts';
import type {DeployFacts, TrialFacts} from '../../../src/history/facts.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';

export const mib = 2 ** 20;
export const peak = 40;

/** When the harness lets one container run out of memory. */
export const killMs = 65_300;

export interface Pod {
  readonly app: string;
  readonly container: string;
  readonly name: string;
  readonly uid: string;
  readonly id: string;
  readonly limit: number;
  readonly node: string;
}

/** The workers of the cluster. */
export const places = [
  {name: 'n1', zone: 'a'},
  {name: 'n2', zone: 'a'},
  {name: 'n3', zone: 'b'},
  {name: 'n4', zone: 'c'},
] as const;

const hex = (digit: string): string => digit.repeat(64);
const uid = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`;

export const pods: readonly Pod[] = [
  ...(
    [
      ['1', 'n1'],
      ['2', 'n3'],
      ['3', 'n4'],
    ] as const
  ).map(([digit, node]) => ({
    node,
    app: 'gateway',
    container: 'app',
    name: `gateway-abc-${digit}`,
    uid: uid(digit),
    id: hex(digit),
    limit: 128 * mib,
  })),
  {app: 'redis', container: 'redis', name: 'redis-abc-9', uid: uid('9'), id: hex('9'), limit: 64 * mib, node: 'n2'},
];

export const [victim, , , redis] = pods as [Pod, Pod, Pod, Pod];
export const newId = hex('a');

/** A kernel's record of an OOM kill in a container's cgroup. */
export function kernelLine(
  pod: Pod,
  options: {readonly systemd?: boolean; readonly id?: string; readonly global?: boolean; readonly pid?: number} = {},
): EventBody {
  const id = options.id ?? pod.id;
  const path =
    options.systemd === true
      ? `/system.slice/docker-${hex('f')}.scope/kubelet.slice/kubelet-kubepods-burstable-pod${pod.uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`
      : `/docker/${hex('f')}/kubelet/kubepods/burstable/pod${pod.uid}/${id}`;
  const how =
    options.global === true
      ? 'CONSTRAINT_NONE,nodemask=(null),cpuset=x,mems_allowed=0,global_oom'
      : `CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=${path}`;
  return {
    kind: 'line',
    source: 'kernel',
    text: `[ 12.5] oom-kill:constraint=${how},task_memcg=${path},task=node,pid=${options.pid ?? 4711},uid=1000`,
  };
}

/** A reading of a pod. */
export function podOf(
  pod: Pod,
  status: {
    readonly restarts?: number;
    readonly ready?: boolean;
    readonly reason?: string;
    readonly ended?: boolean;
    /** Its end was asked for. */
    readonly ending?: boolean;
    readonly gone?: boolean;
    /** Why it is not scheduled. */
    readonly unscheduled?: string;
  } = {},
): EventBody {
  const {
    restarts = 0,
    ready = true,
    reason = 'OOMKilled',
    ended = false,
    ending = false,
    gone = false,
    unscheduled,
  } = status;
  const terminated = {
    terminated: {
      reason,
      exitCode: reason === 'Completed' ? 0 : 137,
      containerID: `containerd://${pod.id}`,
      finishedAt: '2026-01-01T00:01:05Z',
    },
  };
  const running = {running: {startedAt: '2026-01-01T00:00:01Z'}};
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: 'shop',
      uid: pod.uid,
      labels: {app: pod.app, 'pod-template-hash': 'abc'},
      ...(ending ? {deletionTimestamp: '2026-01-01T00:01:05Z'} : {}),
      ownerReferences: [{kind: 'ReplicaSet', name: `${pod.app}-abc`, uid: 'r', controller: true}],
    },
    spec: {
      containers: [containerOf(pod)],
      terminationGracePeriodSeconds: 5,
      tolerations: [
        {key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300},
      ],
      ...(unscheduled === undefined ? {nodeName: pod.node} : {}),
    },
    status: {
      conditions: [
        ...(unscheduled === undefined
          ? []
          : [{type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unscheduled}]),
        {type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:02Z'},
      ],
      containerStatuses: [
        {
          name: pod.container,
          ready,
          restartCount: restarts,
          containerID: `containerd://${restarts > 0 ? newId : pod.id}`,
          state: ended ? terminated : running,
          ...(restarts > 0 ? {lastState: terminated} : {}),
        },
      ],
    },
  } as unknown as KubeObject;
  return {kind: 'object', is: gone ? 'gone' : 'present', object};
}

export function containerOf({container, limit}: Pod): Json {
  return {
    name: container,
    resources: {requests: {cpu: '100m', memory: '64Mi'}, limits: {cpu: '500m', memory: `${limit / mib}Mi`}},
    readinessProbe: {httpGet: {path: '/ready', port: 8080}, periodSeconds: 1},
  };
}

/** The facts of a trial of the shop. */
export function trialFacts(
  checks: readonly string[] = [],
  trial: Partial<TrialFacts> = {},
  subject: Partial<TrialFacts['subject']> = {},
): TrialFacts {
  return {
    schema: 2,
    id: 'trial-1',
    seed: 1,
    scenario: 'oom',
    question: 'Does memory stay inside its limits?',
    items: ['resources'],
    checks: checks.map((check) => ({check})),
    subject: {
      name: 'shop',
      profilePath: 'seatrial.yaml',
      entry: {
        service: 'gateway',
        port: 80,
        timeoutMs: 1000,
        requests: [{name: 'home', method: 'GET', path: '/', weight: 1}],
      },
      peak: {rps: peak, replicas: 3},
      surge: 3,
      slo: {availability: 0.999, latency: {percentile: 99, ms: 100}, at: '1x'},
      bounds: {},
      dependencies: [],
      gate: ['resources', 'health', 'rbac', 'replicas', 'observability', 'security'],
      waivers: [],
      ...subject,
    },
    versions: {},
    argv: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    ...trial,
  };
}

/** A workload of the shop; `spec` and `pod` change it and its pod template. */
export function workloadOf(app: string, spec: object = {}, pod: object = {}): KubeObject {
  const first = pods.find((one) => one.app === app) ?? victim;
  const template = {
    metadata: {labels: {app}},
    spec: {containers: [containerOf(first)], terminationGracePeriodSeconds: 5, ...pod},
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: app, namespace: 'shop'},
    spec: {
      replicas: pods.filter((one) => one.app === app).length,
      selector: {matchLabels: {app}},
      template,
      ...spec,
    },
  } as unknown as KubeObject;
}

/** A disruption budget over the pods of an app. */
export function budgetOver(app: string, spec: object = {maxUnavailable: 1}, name = app): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {name, namespace: 'shop'},
    spec: {selector: {matchLabels: {app}}, ...spec},
  } as unknown as KubeObject;
}

/** The facts of its deployment. */
export function deployFacts(deploy: Partial<DeployFacts> = {}): DeployFacts {
  return {
    namespace: 'shop',
    objects: [workloadOf('gateway'), workloadOf('redis'), budgetOver('gateway'), budgetOver('redis')],
    positions: [{of: {kind: 'Deployment', name: 'redis', namespace: 'shop'}, file: 'redis.yaml', line: 3}],
    deviations: [],
    images: [{image: 'shop:1', digest: 'sha256:1'}],
    entry: {
      workload: {kind: 'Deployment', name: 'gateway', namespace: 'shop'},
      replicas: 3,
      url: 'http://198.18.0.2:30080',
    },
    start: {ready: true, boundMs: 30_000, tookMs: 4000, why: []},
    ...deploy,
  };
}
