import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {adapt} from '../../../src/subject/adapt/adapt.ts';
import type {Placement} from '../../../src/subject/adapt/adapt.ts';
import {at} from '../../../src/subject/manifests/places.ts';

/** What one object is adapted to: what stands at the path then, and the only deviation, or none. */
export const changes = test.macro(
  (
    t,
    object: KubeObject,
    path: readonly PropertyKey[],
    expected: unknown,
    deviation: Readonly<Record<string, unknown>> | undefined,
  ) => {
    const {objects, deviations} = adapt([object], placement);
    t.deepEqual(at(objects[0], path), expected);
    if (deviation === undefined) t.deepEqual(deviations, []);
    else t.like(deviations[0], deviation);
    t.is(deviations.length, deviation === undefined ? 0 : 1);
  },
);

/** What subjects of these tests are adapted to. */
export const placement: Placement = {
  namespace: 'trial',
  kinds: new Map([
    ['v1 Service', {namespaced: true}],
    ['v1 PersistentVolumeClaim', {namespaced: true}],
    ['v1 Namespace', {namespaced: false}],
    ['apps/v1 Deployment', {namespaced: true}],
    ['apps/v1 StatefulSet', {namespaced: true}],
    ['rbac.authorization.k8s.io/v1 RoleBinding', {namespaced: true}],
    ['rbac.authorization.k8s.io/v1 ClusterRole', {namespaced: false}],
    ['autoscaling/v2 HorizontalPodAutoscaler', {namespaced: true}],
  ]),
  loaded: new Set(['web:latest', 'web:1']),
  storageClasses: {gp3: 'standard'},
  nodes: [{'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': 'a'}],
  room: {cores: 8, bytes: 8 * 2 ** 30},
};

/** The path of a Deployment's first container. */
export const container = 'spec.template.spec.containers.0'.split('.').map((step) => (step === '0' ? 0 : step));
