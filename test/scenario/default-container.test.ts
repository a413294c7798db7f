import test from 'ava';
import {selectTargets} from '../../src/scenario/targets.ts';
import type {Selector} from '../../src/scenario/scenario.ts';
import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {deploy, nodes, pod, subject} from './field.ts';

/** A pod of the field with other containers, which all run. */
function withContainers(workload: string, containers: readonly Json[]): KubeObject {
  const base = pod(workload, 'a', 'w1');
  const names = containers.map((one) => (one as {readonly name: string}).name);
  return {
    ...base,
    metadata: {...base.metadata, labels: {...base.metadata.labels, app: workload}},
    spec: {...base.spec, containers},
    status: {...base.status, containerStatuses: names.map((name) => ({name, containerID: `containerd://${name}`}))},
  };
}

function serviceOver(app: string, ports: readonly Json[], spec: Readonly<Record<string, Json>> = {}, name = app) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace: 'shop'},
    spec: {selector: {app}, ports, ...spec},
  };
}

const shipper = {name: 'log-shipper'};
const metrics = {name: 'exporter', ports: [{containerPort: 9100}]};
const app = {name: 'app', ports: [{name: 'http', containerPort: 8080}]};
const meant = (selector: Selector, pods: readonly KubeObject[], services: readonly KubeObject[]) =>
  selectTargets(
    {on: selector},
    {
      pods,
      deploy: {...deploy, objects: services},
      entry: subject.entry,
      nodes,
      volumes: [],
      dependencies: [{name: 'database', workload: 'db', kind: 'in-cluster', need: 'hard'}],
      seed: 0,
    },
  ).targets.map(({container}) => container);

const web = withContainers('web', [shipper, metrics, app]);
const named = {port: 80, targetPort: 'http'};

test('without a name the container behind the entry’s port is meant, wherever it stands in the pod', (t) => {
  t.deepEqual(meant({workload: 'entry'}, [web], [serviceOver('web', [named])]), ['app']);
  t.deepEqual(meant({workload: 'web'}, [web], [serviceOver('web', [{port: 80, targetPort: 8080}])]), ['app']);
  const twoPorts = serviceOver('web', [{port: 9100}, named]);
  t.deepEqual(meant({workload: 'entry'}, [web], [twoPorts]), ['app'], 'the metrics have a port of their own');
  const scraped = serviceOver('web', [{port: 9100}], {}, 'web-metrics');
  t.deepEqual(meant({workload: 'entry'}, [web], [scraped, serviceOver('web', [named])]), ['app']);
});

test('of another workload it is the container behind its own Services', (t) => {
  const db = withContainers('db', [shipper, {name: 'postgres', ports: [{containerPort: 5432}]}]);
  const service = serviceOver('db', [{port: 5432}], {clusterIP: 'None', publishNotReadyAddresses: true});
  t.deepEqual(meant({workload: 'db'}, [db], [service]), ['postgres']);
  t.deepEqual(meant({dependency: 'hard'}, [db], [service]), ['postgres']);
});

test('a name is taken as it is; without a Service it is the pod’s first container', (t) => {
  t.deepEqual(meant({workload: 'web', container: 'log-shipper'}, [web], [serviceOver('web', [named])]), [
    'log-shipper',
  ]);
  t.deepEqual(meant({workload: 'web'}, [web], []), ['log-shipper']);
});
