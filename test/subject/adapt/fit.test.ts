import test from 'ava';
import {adapt} from '../../../src/subject/adapt/adapt.ts';
import {at} from '../../../src/subject/manifests/places.ts';
import {deployment} from '../subject.ts';
import {container, placement} from './changes.ts';

test('CPU requests are lowered only when they do not fit, and limits never', (t) => {
  const wide = deployment('web', {app: {resources: {requests: {cpu: '2'}, limits: {cpu: '4', memory: '1Gi'}}}});
  const {objects, deviations} = adapt([wide], {...placement, room: {cores: 2, bytes: 2 ** 40}});
  t.like(at(objects[0], container), {resources: {requests: {cpu: '600m'}, limits: {cpu: '4', memory: '1Gi'}}});
  t.like(deviations[0], {from: '2', to: '600m', of: {container: 'app'}});
  t.deepEqual(adapt([wide], {...placement, room: {cores: 7, bytes: 2 ** 40}}).deviations, []);
});

test('a CPU limit without a request counts as the request', (t) => {
  const wide = deployment('web', {app: {resources: {limits: {cpu: '2'}}}});
  const {objects} = adapt([wide], {...placement, room: {cores: 2, bytes: 2 ** 40}});
  t.like(at(objects[0], container), {resources: {requests: {cpu: '600m'}, limits: {cpu: '2'}}});
});

test('replicas are lowered only when memory does not fit, to three at the least', (t) => {
  const wide = deployment('web', {spec: {replicas: 30}, app: {resources: {requests: {memory: '1Gi'}}}});
  const small = {...placement, room: {cores: 8, bytes: 10 * 2 ** 30}};
  t.is(adapt([wide], small).objects[0]?.spec?.['replicas'], 9);
  t.is(adapt([wide], {...placement, room: {cores: 8, bytes: 2 ** 30}}).objects[0]?.spec?.['replicas'], 3);
  t.like(adapt([wide], small).deviations, [{what: 'replicas lowered to fit the cluster', from: 30, to: 9}]);
});
