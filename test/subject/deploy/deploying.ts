import type {EventBody} from '../../../src/history/events.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {type DeployOptions, deploySubject} from '../../../src/subject/deploy/deploy.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {fakeCluster} from '../fake-api.ts';
import type {FakeApi} from '../fake-api.ts';
import {deployment, manifestsOf, profile, service} from '../subject.ts';

/** Deploys the objects as the subject shop, by that API. */
export function deploy(
  fake: FakeApi,
  objects: readonly KubeObject[],
  events: EventBody[] = [],
  making: Partial<DeployOptions['making']> = {},
) {
  return deploySubject({
    cluster: fakeCluster(fake.api),
    profile: profile(),
    manifests: manifestsOf(objects),
    namespace: 'shop',
    loaded: [],
    stubImage: 'seatrial/sentinel:dev',
    patience: {statedMs: 900_000, unstatedMs: 300_000},
    append: (event) => void events.push(event),
    clock: jumpingClock(),
    signal: new AbortController().signal,
    note: () => undefined,
    making: {trusted: false, willMake: () => undefined, made: () => undefined, ...making},
  });
}

/** As controllers leave a Deployment of three whose pods are all well. */
export function complete(object: KubeObject): KubeObject {
  if (object.kind !== 'Deployment') return object;
  return {
    ...object,
    status: {observedGeneration: 0, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3},
  };
}

/** The node on which all fits. */
export const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'w', labels: {}},
  status: {allocatable: {cpu: '4', memory: '8Gi'}},
};

/** An object of the subject that is in no namespace. */
export const role: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {name: 'reader'},
};

const account: KubeObject = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'web'}};

/** A subject of one workload. */
export const subject = [deployment('web'), service('web'), role, account];

/** An object of the subject's namespace. */
export function of(apiVersion: string, kind: string, name: string): KubeObject {
  return {apiVersion, kind, metadata: {name, namespace: 'shop'}};
}
