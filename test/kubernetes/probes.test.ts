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

test('two services of gRPC on one port, two hosts and two headers are different questions; what the API fills in is not', (t) => {
  const same = (one: object, other: object): boolean => {
    const [first, second] = [of(one), of(other)];
    if (first === undefined || second === undefined) throw new Error('No probe');
    return asksTheSame(first, second);
  };
  t.false(same({grpc: {port: 9000, service: 'liveness'}}, {grpc: {port: 9000, service: 'readiness'}}));
  t.false(same({grpc: {port: 9000, service: 'liveness'}}, {grpc: {port: 9000}}));
  t.true(same({grpc: {port: 9000, service: ''}}, {grpc: {port: 9000}, periodSeconds: 5}));
  t.is(of({grpc: {port: 9000, service: 'liveness'}})?.says, 'grpc 9000 liveness');
  const get = (more: object): object => ({httpGet: {port: 80, path: '/', ...more}});
  t.false(same(get({}), get({httpHeaders: [{name: 'x-deep', value: '1'}]})));
  t.false(same(get({}), get({host: 'other'})));
  t.false(same(get({}), get({scheme: 'HTTPS'})));
  t.true(same(get({}), get({scheme: 'HTTP'})));
  t.true(same(get({}), {httpGet: {port: 80}}));
  t.false(same({exec: {command: ['sh', '-c', 'a b']}}, {exec: {command: ['sh', '-c a', 'b']}}));
  t.false(same({tcpSocket: {port: 80}}, {tcpSocket: {port: 81}}));
});
