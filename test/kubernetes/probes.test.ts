import test from 'ava';
import type {ContainerOf} from '../../src/kubernetes/containers.ts';
import {firstPort, portNumber} from '../../src/kubernetes/ports.ts';
import {askedPort, asksTheSame, probeOf} from '../../src/kubernetes/probes.ts';

const container = (spec: object): ContainerOf => ({
  name: 'c',
  role: 'container',
  path: 'spec.containers[0]',
  spec: spec as ContainerOf['spec'],
});
const ports = [
  {name: 'http', containerPort: 8080},
  {name: 'metrics', containerPort: 9090},
];
const of = (livenessProbe: object) => probeOf(container({ports, livenessProbe}), 'livenessProbe');

test('each kind of probe says what it asks, and where', (t) => {
  t.like(of({httpGet: {path: '/livez', port: 'http'}}), {
    how: 'httpGet',
    port: 8080,
    says: 'httpGet /livez',
    graceMs: undefined,
  });
  t.like(of({httpGet: {port: 81}}), {port: 81, says: 'httpGet /'});
  t.like(of({tcpSocket: {port: 'metrics'}, terminationGracePeriodSeconds: 5}), {
    how: 'tcpSocket',
    port: 9090,
    says: 'tcpSocket metrics',
    graceMs: 5000,
  });
  t.like(of({grpc: {port: 5000}}), {how: 'grpc', port: 5000, says: 'grpc 5000'});
  t.like(of({exec: {command: ['pg_isready', '--quiet']}}), {
    how: 'exec',
    port: undefined,
    says: 'exec pg_isready --quiet',
  });
  t.is(of({tcpSocket: {port: 'unknown'}})?.port, undefined);
});

test('two probes ask the same question whatever their times', (t) => {
  const one = of({httpGet: {path: '/readyz', port: 'http'}, periodSeconds: 1});
  const same = of({httpGet: {path: '/readyz', port: 8080}, periodSeconds: 9});
  const other = of({httpGet: {path: '/livez', port: 8080}});
  if (one === undefined || same === undefined || other === undefined) throw new Error('No probe');
  t.true(asksTheSame(one, same));
  t.false(asksTheSame(one, other));
});

test('where a container answers: what its probes ask, else its first port', (t) => {
  t.is(askedPort(container({ports, readinessProbe: {httpGet: {port: 'metrics'}}})), 9090);
  t.is(askedPort(container({ports, readinessProbe: {exec: {command: ['true']}}})), 8080);
  t.is(askedPort(container({})), undefined);
  t.is(firstPort(container({ports})), 8080);
  t.is(portNumber(container({}), undefined), undefined);
});
