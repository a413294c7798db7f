/**
 * How a field of an object is recorded: `keep` as it is, `text` without secrets, `path` without secret parameters,
 * `command` its program and what of its words cannot be a secret, `keys` its keys alone, `value` not at all (but that
 * it was there), `header` its value unless its name says secret, `annotations` those of ours and of Kubernetes, `plain`
 * what is no map or list; a list of one stands for every item, a map for these keys alone (`*`: any).
 */
export type Fields =
  | 'keep'
  | 'text'
  | 'path'
  | 'command'
  | 'keys'
  | 'value'
  | 'header'
  | 'annotations'
  | 'plain'
  | readonly [Fields]
  | {readonly [key: string]: Fields};

const keep = (names: string): {readonly [key: string]: 'keep'} =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'keep']));

const metadata: Fields = {
  ...keep('name generateName namespace uid generation resourceVersion labels ownerReferences finalizers'),
  ...keep('creationTimestamp deletionTimestamp deletionGracePeriodSeconds'),
  annotations: 'annotations',
};
const conditions: Fields = [
  {
    ...keep('type status reason observedGeneration lastTransitionTime lastUpdateTime lastProbeTime lastHeartbeatTime'),
    message: 'text',
  },
];

const handler = {
  exec: {command: 'command'},
  httpGet: {...keep('port host scheme'), path: 'path', httpHeaders: ['header']},
  tcpSocket: 'keep',
  grpc: 'keep',
  sleep: 'keep',
} as const satisfies Fields;
const probe: Fields = {
  ...handler,
  ...keep(
    'initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold terminationGracePeriodSeconds',
  ),
};
const container: Fields = {
  ...keep(
    'name image imagePullPolicy ports resources resizePolicy restartPolicy restartPolicyRules securityContext volumeMounts volumeDevices',
  ),
  ...keep('workingDir terminationMessagePath terminationMessagePolicy stdin stdinOnce tty envFrom'),
  env: [{...keep('name valueFrom'), value: 'value'}],
  lifecycle: {preStop: handler, postStart: handler, stopSignal: 'keep'},
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
};
const volume: Fields = {
  ...keep('name persistentVolumeClaim emptyDir configMap secret projected hostPath downwardAPI image'),
  csi: keep('driver readOnly fsType'),
  ephemeral: {volumeClaimTemplate: {spec: 'keep'}},
};
const podSpec: Fields = {
  ...keep(
    'nodeName nodeSelector affinity tolerations topologySpreadConstraints terminationGracePeriodSeconds activeDeadlineSeconds restartPolicy',
  ),
  ...keep(
    'priority priorityClassName preemptionPolicy schedulerName schedulingGates readinessGates runtimeClassName overhead resources os',
  ),
  ...keep(
    'serviceAccount serviceAccountName automountServiceAccountToken imagePullSecrets securityContext hostNetwork hostPID hostIPC hostUsers',
  ),
  ...keep('dnsPolicy hostname subdomain setHostnameAsFQDN enableServiceLinks shareProcessNamespace resourceClaims'),
  volumes: [volume],
  containers: [container],
  initContainers: [container],
};
const template: Fields = {metadata, spec: podSpec};

const ended: Fields = {...keep('exitCode signal reason startedAt finishedAt containerID'), message: 'text'};
const state: Fields = {waiting: {reason: 'keep', message: 'text'}, running: 'keep', terminated: ended};
const containerStatus: Fields = {
  ...keep('name ready restartCount started image imageID containerID resources allocatedResources volumeMounts'),
  state,
  lastState: state,
};
const podStatus: Fields = {
  ...keep('phase reason qosClass hostIP hostIPs podIP podIPs startTime nominatedNodeName observedGeneration resize'),
  message: 'text',
  conditions,
  containerStatuses: [containerStatus],
  initContainerStatuses: [containerStatus],
};
const counts = keep(
  'replicas readyReplicas availableReplicas unavailableReplicas updatedReplicas currentReplicas fullyLabeledReplicas terminatingReplicas observedGeneration currentRevision updateRevision collisionCount currentNumberScheduled desiredNumberScheduled numberAvailable numberMisscheduled numberReady numberUnavailable updatedNumberScheduled active succeeded failed ready terminating startTime completionTime lastScheduleTime lastSuccessfulTime',
);
const workload = (spec: string): Fields => ({
  spec: {...keep(`replicas selector minReadySeconds revisionHistoryLimit paused ${spec}`), template},
  status: {...counts, conditions},
});
const claim: Fields = {
  spec: keep(
    'accessModes resources selector storageClassName volumeMode volumeName volumeAttributesClassName dataSource dataSourceRef',
  ),
  status: {...keep('phase accessModes capacity allocatedResources currentVolumeAttributesClassName'), conditions},
};
const job =
  'parallelism completions completionMode backoffLimit backoffLimitPerIndex activeDeadlineSeconds suspend ttlSecondsAfterFinished manualSelector';

/** What is recorded of each kind besides its metadata. A field that a check wants is a word here. */
const kinds: Readonly<Record<string, {readonly [key: string]: Fields}>> = {
  Pod: {spec: podSpec, status: podStatus},
  Deployment: workload('strategy progressDeadlineSeconds') as {readonly [key: string]: Fields},
  ReplicaSet: workload('') as {readonly [key: string]: Fields},
  ReplicationController: workload('') as {readonly [key: string]: Fields},
  DaemonSet: workload('updateStrategy') as {readonly [key: string]: Fields},
  StatefulSet: {
    spec: {
      ...keep(
        'replicas selector minReadySeconds revisionHistoryLimit serviceName podManagementPolicy updateStrategy ordinals',
      ),
      persistentVolumeClaimRetentionPolicy: 'keep',
      template,
      volumeClaimTemplates: [{...keep('apiVersion kind'), metadata, ...claim}],
    },
    status: {...counts, conditions},
  },
  Job: workload(job) as {readonly [key: string]: Fields},
  CronJob: {
    spec: {
      ...keep(
        'schedule timeZone suspend concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit',
      ),
      jobTemplate: {metadata, spec: {...keep(job), template}},
    },
    status: counts,
  },
  Service: {spec: 'keep', status: {loadBalancer: 'keep', conditions}},
  EndpointSlice: keep('addressType endpoints ports'),
  Endpoints: keep('subsets'),
  PersistentVolumeClaim: claim,
  PersistentVolume: {
    spec: keep(
      'accessModes capacity claimRef nodeAffinity persistentVolumeReclaimPolicy storageClassName volumeMode hostPath local',
    ),
    status: {...keep('phase reason lastPhaseTransitionTime'), message: 'text'},
  },
  Node: {spec: 'keep', status: {...keep('capacity allocatable addresses nodeInfo daemonEndpoints phase'), conditions}},
  Event: {
    ...keep(
      'involvedObject related reason type source count firstTimestamp lastTimestamp eventTime reportingComponent reportingInstance series action',
    ),
    message: 'text',
    note: 'text',
  },
  PodDisruptionBudget: {
    spec: keep('minAvailable maxUnavailable selector unhealthyPodEvictionPolicy'),
    status: {
      ...keep('observedGeneration disruptionsAllowed currentHealthy desiredHealthy expectedPods disruptedPods'),
      conditions,
    },
  },
  HorizontalPodAutoscaler: {
    spec: keep('scaleTargetRef minReplicas maxReplicas'),
    status: {...keep('currentReplicas desiredReplicas lastScaleTime observedGeneration'), conditions},
  },
  NetworkPolicy: {spec: 'keep'},
  Ingress: {spec: 'keep', status: 'keep'},
  ServiceAccount: keep('automountServiceAccountToken secrets imagePullSecrets'),
  Role: keep('rules'),
  ClusterRole: keep('rules'),
  RoleBinding: keep('roleRef subjects'),
  ClusterRoleBinding: keep('roleRef subjects'),
  Namespace: {spec: 'keep', status: {phase: 'keep', conditions}},
  ResourceQuota: {spec: 'keep', status: 'keep'},
  LimitRange: {spec: 'keep'},
  PriorityClass: keep('value globalDefault preemptionPolicy'),
  StorageClass: keep('provisioner reclaimPolicy volumeBindingMode allowVolumeExpansion'),
  ConfigMap: {data: 'keys', binaryData: 'keys', immutable: 'keep'},
  Secret: {data: 'keys', stringData: 'keys', type: 'keep', immutable: 'keep'},
};

/** Of kinds that are not known: the scalars of their status and its conditions. */
const unknownKind: {readonly [key: string]: Fields} = {status: {'*': 'plain', conditions}};

/** The fields that are recorded of an object of a kind. */
export function fieldsOf(kind: string): {readonly [key: string]: Fields} {
  return {...keep('apiVersion kind'), metadata, ...(Object.hasOwn(kinds, kind) ? kinds[kind] : unknownKind)};
}
