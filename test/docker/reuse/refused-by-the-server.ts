/** Manifests that only the API server knows to be wrong, and its words. `NAME` stands for a name of their own. */
export const refusedByTheServer: readonly (readonly [manifest: string, says: RegExp])[] = [
  [deployment('selector: {matchLabels: {app: other}}'), /selector.*does not match template `?labels/],
  [deployment('replicas: -1'), /must be greater than or equal to 0/],
  [deployment('minReadySeconds: -5'), /minReadySeconds.*greater than or equal to 0/],
  [deployment('progressDeadlineSeconds: 10, minReadySeconds: 20'), /must be greater than minReadySeconds/],
  [deployment('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}'), /may not be 0 when `maxSurge` is 0/],
  [deployment('strategy: {rollingUpdate: {maxSurge: ten}}'), /maxSurge.*a valid percent string/],
  [deployment('strategy: {type: Swift}'), /strategy.*Swift|Unsupported value: "Swift"/],
  [pods('ports: [{containerPort: 70000}]'), /containerPort.*between 1 and 65535/],
  [pods('ports: [{name: a_b, containerPort: 80}]'), /ports\[0\]\.name/],
  [pods('resources: {limits: {cpu: fast}}'), /quantities must match|unable to parse/],
  [pods('resources: {limits: {memory: 10Mi}, requests: {memory: 20Mi}}'), /must be less than or equal to memory limit/],
  [pods('imagePullPolicy: Sometimes'), /Unsupported value: "Sometimes"/],
  [pods('volumeMounts: [{name: a, mountPath: /a}]'), /volumeMounts\[0\]\.name: Not found/],
  [pods('livenessProbe: {periodSeconds: 5}'), /must specify a handler type/],
  [pods('livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}'), /may not specify more than 1 handler type/],
  [pods('livenessProbe: {tcpSocket: {port: 80}, periodSeconds: -5}'), /periodSeconds.*greater than or equal to 0/],
  [pods('livenessProbe: {tcpSocket: {port: 80}, successThreshold: 2}'), /successThreshold.*must be 1/],
  [pods('lifecycle: {preStop: {}}'), /must specify (a|one) handler type/],
  [pods('env: [{name: "A=B", value: c}]'), /env\[0\]\.name/],
  [pods('envFrom: [{prefix: "A=B", configMapRef: {name: kube-root-ca.crt}}]'), /envFrom\[0\]\.prefix/],
  [pods('securityContext: {runAsUser: -1}'), /runAsUser/],
  [pods('', 'restartPolicy: Never'), /restartPolicy: Unsupported value: "Never"/],
  [pods('', 'dnsPolicy: Mine'), /dnsPolicy: Unsupported value: "Mine"/],
  [pods('', 'tolerations: [{key: a, effect: Never}]'), /effect: Unsupported value: "Never"/],
  [pods('', 'topologySpreadConstraints: [{maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]'), /maxSkew/],
  [pods('', 'volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]'), /volumes\[1\]\.name: Duplicate value: "a"/],
  [pods('', 'volumes: [{name: A, emptyDir: {}}]'), /volumes\[0\]\.name: Invalid value: "A"/],
  [
    pods('', 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {}}]}}'),
    /topologyKey: Required value/,
  ],
  [of('v1', 'Service', 'spec: {ports: [{port: 0}]}'), /spec\.ports\[0\]\.port: Invalid value: 0/],
  [of('v1', 'Service', 'spec: {ports: [{port: 80}, {port: 81}]}'), /spec\.ports\[0\]\.name: Required value/],
  [of('v1', 'Service', 'spec: {type: Balancer, ports: [{port: 80}]}'), /Unsupported value: "Balancer"/],
  [of('v1', 'Service', 'spec: {sessionAffinity: Cookie, ports: [{port: 80}]}'), /Unsupported value: "Cookie"/],
  [of('v1', 'Service', 'spec: {type: ExternalName}'), /externalName/],
  [
    of('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1, maxUnavailable: 1}'),
    /cannot be both set|mutually exclusive/,
  ],
  [of('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 150%}'), /must not be greater than 100%/],
  [of('batch/v1', 'CronJob', `spec: {schedule: every day, jobTemplate: ${job('Never')}}`), /schedule/],
  [of('batch/v1', 'Job', `${job('Always').slice(1, -1)}`), /restartPolicy/],
  [of('v1', 'ConfigMap', 'data: {a/b: c}'), /data\[a\/b\]/],
  [of('v1', 'Secret', 'data: {a: "not base64!"}'), /illegal base64 data/],
  [of('v1', 'Secret', 'type: kubernetes.io/tls'), /data\[tls\.crt\]: Required value/],
  [of('v1', 'PersistentVolumeClaim', 'spec: {resources: {requests: {storage: 1Gi}}}'), /accessModes: Required value/],
  [
    of('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {podSelector: {}, policyTypes: [Inbound]}'),
    /Unsupported value: "Inbound"/,
  ],
  [
    of(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]}',
    ),
    /cidr/,
  ],
  [
    of(
      'networking.k8s.io/v1',
      'Ingress',
      'spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}',
    ),
    /pathType: Required value/,
  ],
  [of('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{apiGroups: [""], resources: [pods], verbs: []}]'), /verbs/],
  [
    of('v1', 'LimitRange', 'spec: {limits: [{type: Container, max: {memory: 1Gi}, default: {memory: 2Gi}}]}'),
    /default value 2Gi is greater than max value 1Gi/,
  ],
  [pods('terminationMessagePolicy: Sometimes'), /terminationMessagePolicy: Unsupported value: "Sometimes"/],
  [pods('', 'activeDeadlineSeconds: 10'), /activeDeadlineSeconds: Forbidden/],
  [of('v1', 'Service', 'spec: {ports: [{port: 80, protocol: HTTP}]}'), /protocol: Unsupported value: "HTTP"/],
  [
    of(
      'apps/v1',
      'StatefulSet',
      'spec: {podManagementPolicy: Serial, serviceName: a, selector: {matchLabels: {app: NAME}}, template: {metadata: {labels: {app: NAME}}, spec: {containers: [{name: a, image: "seatrial/sentinel:dev"}]}}}',
    ),
    /podManagementPolicy: (Unsupported|Invalid) value: "Serial"/,
  ],
  [
    of(
      'apps/v1',
      'DaemonSet',
      'spec: {updateStrategy: {type: Slow}, selector: {matchLabels: {app: NAME}}, template: {metadata: {labels: {app: NAME}}, spec: {containers: [{name: a, image: "seatrial/sentinel:dev"}]}}}',
    ),
    /updateStrategy/,
  ],
  [of('v1', 'ResourceQuota', 'spec: {hard: {pods: "-1"}}'), /must be greater than or equal to 0/],
];

function of(apiVersion: string, kind: string, fields: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: NAME}\n${fields}\n`;
}

function deployment(spec: string, container = '', pod = ''): string {
  const own = spec.includes('selector:') ? '' : 'selector: {matchLabels: {app: NAME}}, ';
  const more = [container, pod].map((it) => (it === '' ? '' : `, ${it}`));
  return of(
    'apps/v1',
    'Deployment',
    `spec: {${own}${spec}${spec === '' ? '' : ', '}template: {metadata: {labels: {app: NAME}}, spec: {containers: [{name: app, image: "seatrial/sentinel:dev"${more[0]}}]${more[1]}}}}`,
  );
}

function pods(container: string, pod = ''): string {
  return deployment('', container, pod);
}

function job(restartPolicy: string): string {
  return `{spec: {template: {spec: {restartPolicy: ${restartPolicy}, containers: [{name: a, image: "seatrial/sentinel:dev"}]}}}}`;
}
