import type {DeployFacts, SubjectFacts} from '../../src/history/facts.ts';
import {faults} from '../../src/fault/faults.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {usualPatience} from '../../src/scenario/patience.ts';
import type {Deployed} from '../../src/scenario/planned.ts';

/** A ready pod of a Deployment on a node, with the containers app and log. */
export function pod(
  workload: string,
  suffix: string,
  node: string,
  status: {readonly ready?: boolean} = {},
): KubeObject {
  const name = `${workload}-5f-${suffix}`;
  const isReady = status.ready ?? true;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels: {'pod-template-hash': '5f'},
      ownerReferences: [{kind: 'ReplicaSet', name: `${workload}-5f`, uid: 'rs', controller: true}],
    },
    spec: {nodeName: node, containers: [{name: 'app'}, {name: 'log'}]},
    status: {
      conditions: [{type: 'Ready', status: isReady ? 'True' : 'False'}],
      containerStatuses: [
        {name: 'log', containerID: `containerd://log-${name}`},
        {name: 'app', containerID: `containerd://app-${name}`},
      ],
    },
  };
}

export const nodes = [
  {name: 'c', zone: 'a', role: 'control-plane'},
  {name: 'w1', zone: 'a', role: 'worker'},
  {name: 'w2', zone: 'a', role: 'worker'},
  {name: 'w3', zone: 'b', role: 'worker'},
  {name: 'w4', zone: 'c', role: 'worker'},
] as const;

export const pods = [pod('web', 'c', 'w3'), pod('web', 'a', 'w1'), pod('web', 'b', 'w2'), pod('db', 'x', 'w4')];

export const deploy: DeployFacts = {
  namespace: 'shop',
  objects: pods,
  positions: [],
  deviations: [],
  images: [],
  entry: {workload: {kind: 'Deployment', name: 'web', namespace: 'shop'}, replicas: 3, url: 'http://198.18.16.2:30080'},
};

export const subject: SubjectFacts = {
  name: 'shop',
  profilePath: 'seatrial.yaml',
  entry: {service: 'web', port: 80, timeoutMs: 1000, requests: []},
  peak: {rps: 100, replicas: 7},
  surge: 3,
  slo: {availability: 0.999, latency: {percentile: 99, ms: 300}, at: '1x'},
  bounds: {},
  dependencies: [],
  gate: ['resources'],
  waivers: [],
};

/** What the steps of a scenario are planned on. */
export const deployed: Deployed = {
  subject,
  deploy,
  cluster: {nodes, timings: {}},
  volumes: [],
  effects: Object.fromEntries(Object.entries(faults).map(([name, {effect}]) => [name, effect])),
  patience: usualPatience,
};
