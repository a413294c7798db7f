import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {editText, planted, plantingOf} from '../../../src/subject/mutants/plant.ts';
import type {Mutant} from '../../../src/subject/mutants/mutant.ts';
import {mutants} from '../../../src/subject/mutants/mutants.ts';
import type {Profile} from '../../../src/subject/profile/profile.ts';
import {manifestsOf, profile, service} from '../subject.ts';

type Fields = Readonly<Record<string, Json>>;

/** A subject of some shape: its objects, and the profile of its owner. */
export interface Shape {
  readonly objects: readonly KubeObject[];
  readonly profile?: Profile;
}

const probes = {
  startupProbe: {httpGet: {path: '/livez', port: 'http'}, periodSeconds: 1, failureThreshold: 60},
  readinessProbe: {httpGet: {path: '/readyz', port: 'http'}, periodSeconds: 1, failureThreshold: 4},
  livenessProbe: {
    httpGet: {path: '/livez', port: 'http'},
    periodSeconds: 5,
    timeoutSeconds: 2,
    terminationGracePeriodSeconds: 5,
  },
};

/** The container of a well-made service. */
export const app: Fields = {
  name: 'app',
  image: 'web:1',
  ports: [{name: 'http', containerPort: 8080}],
  resources: {requests: {cpu: '50m', memory: '32Mi'}, limits: {cpu: '1', memory: '128Mi'}},
  lifecycle: {preStop: {sleep: {seconds: 5}}},
  ...probes,
};
/** A container without a probe, a hook or a limit. */
export const plain: Fields = {name: 'app', image: 'web:1'};
const shipper: Fields = {name: 'log-shipper', image: 'logs:1', resources: {limits: {memory: '32Mi'}}};

/** A workload `web` with these containers; `spec` and `pod` are laid over. */
export function workload(
  kind: string,
  containers: readonly Fields[],
  {spec = {}, pod = {}}: {readonly spec?: Fields; readonly pod?: Fields} = {},
): KubeObject {
  const template = {metadata: {labels: {app: 'web'}}, spec: {...pod, containers}};
  const replicas = kind === 'DaemonSet' ? {} : {replicas: 3};
  const selector = {matchLabels: {app: 'web'}};
  return {apiVersion: 'apps/v1', kind, metadata: {name: 'web'}, spec: {...replicas, selector, ...spec, template}};
}

/** A budget over the pods of `web`. */
export function budget(spec: Fields = {maxUnavailable: 1}, name = 'web'): KubeObject {
  const selector = {matchLabels: {app: 'web'}};
  return {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name}, spec: {selector, ...spec}};
}

const headless = service('web-peers', {selector: {app: 'web'}, clusterIP: 'None', publishNotReadyAddresses: true});
const claims = [{metadata: {name: 'data'}, spec: {}}];

/** Subjects as strangers have them. */
export const shapes = {
  deployment: {objects: [service('web'), budget(), workload('Deployment', [app])]},
  statefulSet: {
    objects: [
      service('web'),
      headless,
      budget({minAvailable: 2}),
      workload('StatefulSet', [app], {spec: {volumeClaimTemplates: claims}}),
    ],
  },
  daemonSet: {objects: [service('web'), workload('DaemonSet', [app])]},
  sidecarFirst: {
    objects: [
      headless,
      service('web'),
      budget(),
      workload('Deployment', [shipper, app], {pod: {initContainers: [shipper]}}),
    ],
  },
  plain: {objects: [service('web', {ports: [{port: 80}]}), workload('Deployment', [plain], {spec: {replicas: 1}})]},
  scaled: {
    objects: [
      service('web'),
      budget(),
      workload('Deployment', [app], {spec: {replicas: 1}}),
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {name: 'web'},
        spec: {minReplicas: 3, scaleTargetRef: {kind: 'Deployment', name: 'web'}},
      },
    ],
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** The profile with a database that the service cannot do without. */
export const dependent: Profile = (() => {
  const own = profile();
  return {
    ...own,
    facts: {...own.facts, dependencies: [{name: 'db', workload: 'db', kind: 'in-cluster', need: 'hard'}]},
  };
})();

export function mutantOf(name: string): Mutant {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`No mutant ${name}`);
  return mutant;
}

/** What a mutant does to a subject, in words: what it changes, or `not: ` and why. */
export function does(name: string, {objects, profile: own = profile()}: Shape, memoryPeak?: number): string {
  const manifests = manifestsOf(objects);
  const planting = plantingOf(mutantOf(name), {profile: own, manifests}, memoryPeak);
  return 'reason' in planting ? `not: ${planting.reason}` : editText(planting.edit, manifests);
}

/** The objects with a mutant in them. Throws where it does not apply. */
export function mutated(
  name: string,
  {objects, profile: own = profile()}: Shape,
  memoryPeak?: number,
): readonly KubeObject[] {
  const manifests = manifestsOf(objects);
  const planting = plantingOf(mutantOf(name), {profile: own, manifests}, memoryPeak);
  if ('reason' in planting) throw new Error(planting.reason);
  return planted(manifests, planting.edit).map(({object}) => object);
}
