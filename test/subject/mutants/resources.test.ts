import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {app, does, shapes, workload} from './shapes.ts';
import {service} from '../subject.ts';

const mebi = 2 ** 20;
const limit = 'spec.template.spec.containers[0].resources.limits.memory';

test('the memory limit is left out, unless something else gives one', (t) => {
  t.is(does('no-memory-limit', shapes.statefulSet), `StatefulSet/web: ${limit} left out, was "128Mi"`);
  t.regex(does('no-memory-limit', shapes.plain), /^not: container app has no memory limit/);
  const range: KubeObject = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: {name: 'usual'},
    spec: {limits: [{type: 'Container', default: {memory: '256Mi'}}]},
  };
  t.regex(does('no-memory-limit', {objects: [...shapes.deployment.objects, range]}), /^not: LimitRange\/usual gives/);
  const pod = {resources: {limits: {memory: '1Gi'}}};
  t.regex(does('no-memory-limit', {objects: [service('web'), workload('Deployment', [app], {pod})]}), /^not: its pod/);
});

test('a limit that is too low is what was measured, never a guess', (t) => {
  const low = (peak?: number) => does('memory-limit-too-low', shapes.deployment, peak);
  t.is(low(70.6 * mebi), `Deployment/web: ${limit} set to "70Mi", was "128Mi"`);
  t.regex(low(), /^not: what it needs was not measured/);
  t.regex(low(20 * mebi), /^not: its request of 32 MiB is above the 20 MiB/);
  t.regex(low(128.5 * mebi), /^not: its limit of 128 MiB is no more than/);
  const unasked = {...app, resources: {limits: {memory: '128Mi'}}};
  const objects = [service('web'), workload('Deployment', [unasked])];
  t.regex(
    does('memory-limit-too-low', {objects}, 70 * mebi),
    /^not: its request of 128 MiB/,
    'a limit alone is a request',
  );
  t.regex(does('memory-limit-too-low', shapes.plain, 70 * mebi), /^not: container app has no memory limit/);
});
