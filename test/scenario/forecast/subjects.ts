import type {PlanFacts, SubjectFacts} from '../../../src/history/facts.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {type Patience, usualPatience} from '../../../src/scenario/patience.ts';
import {planOf} from '../../../src/scenario/plan.ts';
import type {Step} from '../../../src/scenario/scenario.ts';
import {deployed, nodes} from '../field.ts';

/** One workload of a made-up subject. */
export interface Shape {
  readonly name: string;
  readonly kind?: string;
  readonly replicas?: number;
  readonly containers: readonly object[];
  /** Fields of the pods' spec. */
  readonly pod?: object;
  /** Fields of the workload's spec. */
  readonly spec?: object;
  /** How long each pod took from its creation to ready, s; its containers began 1 s after it. */
  readonly startS?: number;
}

const begun = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number): string => new Date(begun + seconds * 1000).toISOString();

function objectsOf({name, kind = 'Deployment', replicas = 3, containers, pod = {}, spec = {}, startS = 4}: Shape) {
  const labels = {app: name};
  const podSpec = {containers, ...pod};
  const workload = {
    apiVersion: 'apps/v1',
    kind,
    metadata: {name, namespace: 'shop'},
    spec: {replicas, template: {metadata: {labels}, spec: podSpec}, ...spec},
  };
  const named = (containers as readonly {readonly name: string}[]).map((one) => one.name);
  const pods = Array.from({length: replicas}, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${index}`,
      namespace: 'shop',
      uid: `uid-${name}-${index}`,
      labels,
      creationTimestamp: at(0),
      ownerReferences: [{kind, name, uid: 'w', controller: true}],
    },
    spec: {...podSpec, nodeName: nodes[1 + (index % 4)]?.name},
    status: {
      conditions: [{type: 'Ready', status: 'True', lastTransitionTime: at(startS)}],
      containerStatuses: named.map((one) => ({
        name: one,
        ready: true,
        restartCount: 0,
        containerID: `containerd://${one}-${index}`,
        state: {running: {startedAt: at(1)}},
      })),
    },
  }));
  return [workload, ...pods] as unknown as readonly KubeObject[];
}

export interface Planning {
  readonly patience?: Patience;
  readonly dependencies?: SubjectFacts['dependencies'];
  readonly also?: readonly KubeObject[];
}

/** What is planned of some steps on a subject whose entry is the first of its workloads. */
export function planned(
  shapes: readonly [Shape, ...Shape[]],
  steps: readonly Step[],
  {patience = usualPatience, dependencies = [], also = []}: Planning = {},
): PlanFacts {
  const [entry] = shapes;
  const workload = {kind: entry.kind ?? 'Deployment', name: entry.name, namespace: 'shop'};
  return planOf({
    ...deployed,
    subject: {...deployed.subject, dependencies},
    deploy: {
      ...deployed.deploy,
      objects: [...shapes.flatMap(objectsOf), ...also],
      entry: {workload, replicas: entry.replicas ?? 3, url: 'http://198.18.16.2:30080'},
    },
    patience,
    scenario: {question: 'q', items: ['health'], checks: [{check: 'c'}], steps},
  }).facts;
}

/** The probe that most write: 10 s × 3, each a second at most. */
export const usual = {httpGet: {path: '/health', port: 8080}, periodSeconds: 10, failureThreshold: 3} as const;
