import test from 'ava';
import {conditions} from '../../../src/history/conditions/conditions.ts';
import type {HistoryEvent} from '../../../src/history/events.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {deploy} from '../../scenario/field.ts';

const second = (seconds: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString();

/** A pod whose containers began so many seconds after the trial did; undefined: the API does not tell. */
function pod(name: string, probes: object, startedS: number | undefined, namespace = 'shop'): KubeObject {
  const state =
    startedS === undefined ? {waiting: {reason: 'CrashLoopBackOff'}} : {running: {startedAt: second(startedS)}};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, uid: name},
    spec: {containers: [{name: 'app', ...probes}]},
    status: {containerStatuses: [{name: 'app', ready: true, restartCount: 0, state}]},
  } as unknown as KubeObject;
}

/** Whether the probes ask, so many seconds after the trial began. */
function ask(atS: number, ...pods: readonly KubeObject[]) {
  const events: readonly HistoryEvent[] = [
    {seq: 0, tMs: 0, kind: 'trial', name: 't', is: 'begun', facts: {startedAt: second(0)}},
    {seq: 1, tMs: 1, kind: 'phase', name: 'deploy', is: 'ended', facts: deploy as unknown as Json},
    ...pods.map((object, index): HistoryEvent => ({seq: 2 + index, tMs: 2, kind: 'object', is: 'present', object})),
  ];
  return conditions['probes-ask'](events, {sinceMs: 0, nowMs: atS * 1000, availability: 0.999});
}
const delayed = {livenessProbe: {httpGet: {port: 80}, initialDelaySeconds: 120}, readinessProbe: {httpGet: {port: 80}}};

test('a probe asks once its initial delay has passed since its container started; starts are told to the second', (t) => {
  t.false(ask(60, pod('a', delayed, 10)).holds);
  t.regex(ask(60, pod('a', delayed, 10)).seen, /a, container app is not asked for 71 s more/);
  t.false(ask(130.5, pod('a', delayed, 10)).holds);
  t.true(ask(131, pod('a', delayed, 10)).holds);
});

test('the last of all decides; without a delay nobody waits', (t) => {
  const soon = {readinessProbe: {httpGet: {port: 80}}};
  t.true(ask(0, pod('a', soon, 0)).holds);
  t.false(ask(131, pod('a', delayed, 10), pod('b', delayed, 20)).holds);
  t.true(ask(0).holds);
});

test('what does not run, and what is not the subject’s, is not waited for', (t) => {
  t.true(ask(60, pod('a', delayed, undefined)).holds);
  t.true(ask(60, pod('a', delayed, 10, 'kube-system')).holds);
});
