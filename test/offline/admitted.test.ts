import test from 'ava';
import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {admitted} from '../../src/offline/admitted.ts';

const range = (...limits: readonly Json[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: {name: 'defaults'},
  spec: {limits},
});

const resourcesOf = (resources: Json, objects: readonly KubeObject[]): unknown => {
  const spec = admitted({containers: [{name: 'app', resources}]}, objects);
  return (spec['containers'] as readonly {readonly resources: Json}[])[0]?.resources;
};

test('what a container says nothing of comes from the LimitRange, and what it says stays', (t) => {
  const defaults = range({type: 'Container', default: {memory: '128Mi', cpu: '1'}, defaultRequest: {memory: '64Mi'}});
  t.deepEqual(resourcesOf({}, [defaults]), {
    limits: {memory: '128Mi', cpu: '1'},
    requests: {memory: '64Mi', cpu: '1'},
  });
  t.deepEqual(resourcesOf({limits: {memory: '256Mi'}, requests: {cpu: '10m'}}, [defaults]), {
    limits: {memory: '256Mi', cpu: '1'},
    requests: {memory: '256Mi', cpu: '10m'},
  });
});

test('bounds alone are defaults too; those of pods and volumes are none', (t) => {
  t.deepEqual(resourcesOf({}, [range({type: 'Container', max: {memory: '1Gi'}, min: {cpu: '5m'}})]), {
    limits: {memory: '1Gi'},
    requests: {memory: '1Gi', cpu: '5m'},
  });
  t.deepEqual(resourcesOf({}, [range({type: 'Pod', max: {memory: '1Gi'}})]), {limits: {}, requests: {}});
});

test('without a range a request is its limit, and nothing else is made up', (t) => {
  t.deepEqual(resourcesOf({limits: {memory: '1Gi'}}, []), {limits: {memory: '1Gi'}, requests: {memory: '1Gi'}});
});
