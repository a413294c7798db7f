import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {adapt} from '../../../src/subject/adapt/adapt.ts';
import {definedKinds} from '../../../src/subject/adapt/definitions.ts';
import {deployment, service} from '../subject.ts';
import {placement} from './changes.ts';

test('what another cluster wrote into an exported object is left out and told; what says nothing is left out in silence', (t) => {
  const exported = {
    ...deployment('web'),
    metadata: {
      name: 'web',
      uid: 'a-b',
      resourceVersion: '12',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [{manager: 'kubectl'}],
    },
    status: {replicas: 3},
  } as unknown as KubeObject;
  const {objects, deviations} = adapt([exported], placement);
  t.deepEqual(objects[0]?.metadata, {name: 'web', namespace: 'trial'});
  t.is(objects[0]?.status, undefined);
  t.deepEqual(
    deviations.map(({what}) => what),
    [
      'left out, for another cluster wrote it: metadata.creationTimestamp, metadata.generation, metadata.managedFields, metadata.resourceVersion, metadata.uid, status',
    ],
  );
  const generated = {...deployment('web'), metadata: {name: 'web', creationTimestamp: null}, status: {}};
  const made = adapt([generated as unknown as KubeObject], placement);
  t.deepEqual(
    [made.deviations, made.objects[0]?.metadata, made.objects[0]?.status],
    [[], {name: 'web', namespace: 'trial'}, undefined],
  );
});

test('the address that another cluster gave a Service is left out, none stays none', (t) => {
  const at = (spec: object) => {
    const {objects, deviations} = adapt([{...service('web'), spec} as KubeObject], placement);
    return [objects[0]?.spec, deviations.length];
  };
  t.deepEqual(at({clusterIP: '10.96.1.2', clusterIPs: ['10.96.1.2'], ports: []}), [{ports: []}, 1]);
  t.deepEqual(at({clusterIP: 'None', clusterIPs: ['None']}), [{clusterIP: 'None', clusterIPs: ['None']}, 0]);
});

test('what another object of the subject makes is left out, and what a stranger owned is nobody’s', (t) => {
  const owned = (kind: string, name: string, owner: string): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: {name, ownerReferences: [{kind: 'Deployment', name: owner, uid: 'u', controller: true}]},
  });
  const {objects, deviations} = adapt(
    [deployment('web'), owned('Service', 'one', 'web'), owned('Service', 'two', 'gone')],
    placement,
  );
  t.deepEqual(
    objects.map(({metadata}) => metadata),
    [
      {...deployment('web').metadata, namespace: 'trial'},
      {name: 'two', namespace: 'trial'},
    ],
  );
  t.deepEqual(
    deviations.map(({what, of}) => `${of?.name}: ${what}`),
    ['one: left out: Deployment web makes it', 'two: left out, for another cluster wrote it: metadata.ownerReferences'],
  );
});

test('a quota has room for the Service that the load enters by', (t) => {
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {name: 'q'},
    spec: {hard: {services: '5', 'services.nodeports': 0, pods: '10'}},
  };
  const kinds = new Map([...placement.kinds, ['v1 ResourceQuota', {namespaced: true}] as const]);
  const {objects, deviations} = adapt([quota], {...placement, kinds});
  t.deepEqual(objects[0]?.spec, {hard: {services: '6', 'services.nodeports': '1', pods: '10'}});
  t.deepEqual(
    deviations.map(({from, to}) => [from, to]),
    [
      ['5', '6'],
      [0, '1'],
    ],
  );
});

test('a generated name is told', (t) => {
  const {deviations} = adapt(
    [{...service('fill-abcde'), metadata: {name: 'fill-abcde', generateName: 'fill-'}}],
    placement,
  );
  t.like(deviations[0], {what: 'name made up, as the API server would', from: 'fill-', to: 'fill-abcde'});
});

test('the kinds of a definition: each version that is served', (t) => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: 'things.example.com'},
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: {kind: 'Thing', plural: 'things'},
      versions: [
        {name: 'v1', served: true},
        {name: 'v1alpha1', served: false},
      ],
    },
  };
  t.deepEqual(definedKinds([definition, service('web')]), [
    {apiVersion: 'example.com/v1', kind: 'Thing', namespaced: true, definition: 'things.example.com'},
  ]);
});
