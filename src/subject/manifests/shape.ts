import {z} from 'zod';
import {namePrefix} from '../../cluster/labels.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {issueText} from '../../text/issue-text.ts';
import type {Path} from '../profile/yaml-source.ts';

/** Something in an object that is not as the API has it, and where. */
export interface ShapeProblem {
  readonly path: Path;
  /** `expected spec.ports to be a list, got a map` */
  readonly text: string;
}

const map = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.looseObject(shape).nullish();
const list = (item: z.ZodType) => z.array(item).nullish();
const item = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.looseObject(shape);
const text = z.string().nullish();
const number = z.number().nullish();
const named = z.string();
const either = z.union([z.string(), z.number()], {error: 'a string or a number'}).nullish();
const texts = z.record(z.string(), text).nullish();
const quantities = z.record(z.string(), either).nullish();

const selector = map({
  matchLabels: texts,
  matchExpressions: list(item({key: named, operator: named, values: list(named)})),
});
const handler = map({
  exec: map({command: list(named)}),
  httpGet: map({path: text, port: either, httpHeaders: list(item({name: named, value: text}))}),
  tcpSocket: map({port: either}),
  grpc: map({port: either}),
});
const container = item({
  name: named,
  image: text,
  imagePullPolicy: text,
  command: list(named),
  args: list(named),
  env: list(item({name: named, value: text})),
  ports: list(item({name: text, containerPort: number})),
  resources: map({requests: quantities, limits: quantities}),
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  lifecycle: map({postStart: handler, preStop: handler}),
});
const term = item({matchExpressions: list(item({key: named, operator: named, values: list(named)}))});
const podSpec = map({
  nodeSelector: texts,
  affinity: map({
    nodeAffinity: map({requiredDuringSchedulingIgnoredDuringExecution: map({nodeSelectorTerms: list(term)})}),
  }),
  tolerations: list(item({})),
  volumes: list(item({name: named, persistentVolumeClaim: map({claimName: named})})),
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: list(item({})),
});
const template = map({metadata: map({labels: texts, annotations: texts}), spec: podSpec});
const claim = item({metadata: item({name: named}), spec: map({storageClassName: text})});
const workload = map({
  replicas: number,
  strategy: map({rollingUpdate: map({maxSurge: either, maxUnavailable: either})}),
  template,
  volumeClaimTemplates: list(claim),
});
const rules = list(item({apiGroups: list(named), resources: list(named), verbs: list(named)}));
const binding = {
  subjects: list(item({kind: named, name: named, namespace: text})),
  // The server says of another one that it failed itself (500).
  roleRef: item({kind: z.enum(['Role', 'ClusterRole']), name: named}),
};

/** What is read of each kind, beside what makes it an object. */
const kinds: Readonly<Record<string, z.core.$ZodLooseShape>> = {
  ...Object.fromEntries(
    ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
      (kind) => [kind, {spec: workload}] as const,
    ),
  ),
  ClusterRole: {rules},
  ClusterRoleBinding: binding,
  ConfigMap: {data: texts, binaryData: texts},
  CronJob: {spec: map({jobTemplate: map({spec: map({template})})})},
  HorizontalPodAutoscaler: {spec: map({minReplicas: number, scaleTargetRef: map({kind: text, name: text})})},
  PersistentVolumeClaim: {spec: map({storageClassName: text})},
  Pod: {spec: podSpec},
  PodDisruptionBudget: {spec: map({selector, minAvailable: either, maxUnavailable: either})},
  Role: {rules},
  RoleBinding: binding,
  Secret: {data: texts, stringData: texts},
  Service: {
    spec: map({
      selector: texts,
      externalIPs: list(named),
      ports: list(item({name: text, port: z.number(), targetPort: either, protocol: text, nodePort: number})),
    }),
  },
};

/** Of kinds that are somebody's: what looks like a pod template. */
const somebodys: z.core.$ZodLooseShape = {spec: map({template})};

/** Parts of an object's path in the API, where no other path may hide. */
const apiVersion = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[a-z]([a-z0-9-]*[a-z0-9])?$/, {error: 'a version such as v1 or apps/v1'});
const kind = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, {error: 'a kind such as Deployment'});
const name = z.string().regex(/^(?!\.\.?$)[^/%]+$/, {error: 'a name without / and %'});

const head = {
  apiVersion,
  kind,
  metadata: item({
    name,
    namespace: name.nullish(),
    labels: texts,
    annotations: texts,
    finalizers: list(named),
    ownerReferences: list(item({})),
  }),
};

const schemas = new Map<string, z.ZodType>();

/**
 * What is not as the API has it, of all that is read here: told before a cluster is made, and with its place, where the
 * server would refuse it later, or we could not go on. What is not read is the server's to judge.
 */
export function shapeProblems(object: KubeObject): readonly ShapeProblem[] {
  const known = schemaFor(object).safeParse(object);
  const issues = known.success ? [] : known.error.issues;
  return [
    ...issues.map((issue) => ({path: issue.path, text: issueText(issue, object, 'the object')})),
    ...(typeof object.metadata.name === 'string' &&
    object.kind !== 'Namespace' &&
    object.metadata.name.startsWith(namePrefix)
      ? [
          {
            path: ['metadata', 'name'],
            text: `expected a name that does not begin with ${namePrefix}: those are the harness's own`,
          },
        ]
      : []),
  ];
}

function schemaFor({apiVersion: version, kind: called, spec}: KubeObject): z.ZodType {
  const isOfKubernetes = /^[^.]*$|^[^/]*\.k8s\.io\//.test(version);
  const pods = (spec?.['template'] as {readonly spec?: {readonly containers?: unknown}} | null | undefined)?.spec
    ?.containers;
  const key = isOfKubernetes && Object.hasOwn(kinds, called) ? called : Array.isArray(pods) ? 'somebody’s' : '';
  const found = schemas.get(key);
  if (found !== undefined) return found;
  const made = z.looseObject({...head, ...(key === 'somebody’s' ? somebodys : (kinds[key] ?? {}))});
  schemas.set(key, made);
  return made;
}
