import test from 'ava';
import type {History} from '../../../../src/history/history.ts';
import {limitOf} from '../../../../src/judge/observed/pods/limits.ts';
import type {Json, KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {deploy} from '../../../scenario/field.ts';
import {nothing} from '../../histories/memory.ts';

const web = (namespace: string, limits: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'web', namespace},
  spec: {template: {spec: {containers: [{name: 'app', resources: {limits}}]}}},
});

const admitted = (...objects: readonly KubeObject[]): History => ({
  ...nothing(),
  events: [
    {seq: 0, tMs: 0, kind: 'phase', name: 'deploy', is: 'ended', facts: {...deploy, objects} as unknown as Json},
  ],
});

const of = {kind: 'Deployment', name: 'web', namespace: 'shop', container: 'app'};

test('the limit of the workload of that name in its own namespace', (t) => {
  const history = admitted(web('other', {memory: '1Gi', cpu: '2'}), web('shop', {memory: '64Mi', cpu: '500m'}));
  t.is(limitOf(history, of, 'memory'), 64 * 1024 ** 2);
  t.is(limitOf(history, of, 'cpu'), 0.5);
});

test('no limit: not declared, no such container, no such workload, nothing deployed', (t) => {
  t.is(limitOf(admitted(web('shop', {})), of, 'memory'), undefined);
  t.is(limitOf(admitted(web('shop', {memory: '64Mi'})), {...of, container: 'log'}, 'memory'), undefined);
  t.is(limitOf(admitted(), of, 'memory'), undefined);
  t.is(limitOf(nothing(), of, 'memory'), undefined);
});
