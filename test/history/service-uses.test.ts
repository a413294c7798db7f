import test from 'ava';
import {isEntryPod, servicesOf} from '../../src/history/service-uses.ts';
import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {deploy, pod} from '../scenario/field.ts';

const port = {service: 'web', port: 80};
const service = (name: string, selector: Json): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace: 'shop'},
  spec: {selector, ports: [{port: 80, targetPort: 8080}]},
});
function labelled(workload: string, labels: Readonly<Record<string, string>>): KubeObject {
  const base = pod(workload, 'a', 'w1');
  return {...base, metadata: {...base.metadata, labels: {...base.metadata.labels, ...labels}}};
}

test('the entry is made of all pods that its Service selects, and of its workload', (t) => {
  const objects = [service('web', {app: 'web'}), service('db', {app: 'db'})];
  const isOf = (one: KubeObject) => isEntryPod(one, {...deploy, objects}, port);
  t.true(isOf(labelled('web', {app: 'web'})));
  t.true(isOf(labelled('web-canary', {app: 'web'})));
  t.false(isOf(labelled('db', {app: 'db'})));
  t.true(isEntryPod(pod('web', 'a', 'w1'), {...deploy, objects: []}, undefined), 'a history without Services');
  t.false(isEntryPod(pod('web-canary', 'a', 'w1'), {...deploy, objects: []}, undefined));
});

test('requests come to the entry by its own Service and port, to others by all that select them', (t) => {
  const objects = [service('web', {app: 'web'}), service('web-peers', {app: 'web'}), service('db', {app: 'db'})];
  const names = (app: string) =>
    servicesOf(labelled(app, {app}), objects, port).map((use) => use.service.metadata.name);
  t.deepEqual(names('web'), ['web']);
  t.deepEqual(names('db'), ['db']);
  t.is(servicesOf(labelled('web', {app: 'web'}), objects, port)[0]?.port, 80);
  t.is(servicesOf(labelled('web', {app: 'web'}), objects, undefined).length, 2);
});
