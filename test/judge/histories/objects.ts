import type {EventBody} from '../../../src/history/events.ts';
import {type FaultName, faults} from '../../../src/fault/faults.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import type {Pod} from './survival.ts';

/** A reading of a node. */
export function nodeOf(
  name: string,
  {ready = true, zone = 'a', cpu = '2'}: {readonly ready?: boolean; readonly zone?: string; readonly cpu?: string} = {},
): EventBody {
  return {
    kind: 'object',
    is: 'present',
    object: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name, uid: name, labels: {'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone}},
      status: {allocatable: {cpu, memory: '4Gi'}, conditions: [{type: 'Ready', status: ready ? 'True' : 'Unknown'}]},
    },
  };
}

/** The endpoints of a service, usually the entry's: its pods, all ready but some. */
export function sliceOf(pods: readonly Pod[], unready: readonly Pod[] = [], service = 'gateway'): EventBody {
  const endpoints = pods
    .filter(({app}) => app === service)
    .map((pod) => ({
      addresses: ['198.19.1.1'],
      conditions: {ready: !unready.includes(pod)},
      targetRef: {kind: 'Pod', name: pod.name, namespace: 'shop', uid: pod.uid},
      nodeName: pod.node,
    }));
  const metadata = {
    name: `${service}-slice`,
    namespace: 'shop',
    uid: service === 'gateway' ? 'slice' : `${service}-slice`,
    labels: {'kubernetes.io/service-name': service},
  };
  return {
    kind: 'object',
    is: 'present',
    object: {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, endpoints},
  };
}

/** An Event, as the API tells of it. */
export function eventOf(fields: Readonly<Record<string, Json>>, namespace = 'shop'): EventBody {
  return {
    kind: 'object',
    is: 'present',
    object: {apiVersion: 'v1', kind: 'Event', metadata: {name: 'e', namespace}, ...fields},
  };
}

/** One second of a node's sentinel. */
export function sentinelOf(node: string, failed = 0): EventBody {
  const answer = {p99Ms: failed > 0 ? 1000 : 4, maxMs: failed > 0 ? 1000 : 6, sent: 10, failed};
  return {kind: 'answer', step: 'sentinel', answer: {question: 'sentinel', of: {kind: 'Node', name: node}, answer}};
}

/** An answer of the API server to an eviction. */
export function evictionOf(step: string, pod: Pod, code: number, message = '', cause = ''): EventBody {
  const of = {kind: 'Pod', name: pod.name, namespace: 'shop', uid: pod.uid};
  return {kind: 'answer', step, answer: {question: 'evict', of, answer: {code, message, cause}}};
}

type FaultEvent = Extract<EventBody, {readonly kind: 'fault'}>;

/** One event of a fault; the one that names it tells what it does. */
export function faultOf(step: string, is: FaultEvent['is'], facts: FaultEvent['facts'] = {}): EventBody {
  const {fault} = facts as {readonly fault?: FaultName};
  const effect = fault === undefined ? {} : {effect: faults[fault].effect};
  return {kind: 'fault', step, is, facts: {...effect, ...(facts as object)}};
}
