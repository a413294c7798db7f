import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import {podSpecOf} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {narrowingOf} from '../../../kubernetes/placement.ts';
import type {Loss} from '../../../kubernetes/spread.ts';
import type {Workload} from '../../../kubernetes/workloads.ts';
import type {Finding} from '../../finding.ts';
import {fixAt} from '../../fix.ts';

/** What to change so that a workload spreads: more replicas, what ties it to some nodes, or a constraint it lacks. */
export function spreadFix(
  history: History,
  {ref, object, replicas, labels}: Workload,
  worst: Loss,
): NonNullable<Finding['fix']> {
  if (replicas < 2) return fixAt(history, ref, 'spec.replicas', 'replicas: 3 # was 1');
  const path = podSpecOf(object)?.path ?? 'spec.template.spec';
  const narrowing = narrowingOf(object, workersOf(history));
  if (narrowing !== undefined) {
    const yaml = `${narrowing.field}: … # it leaves only ${narrowing.nodes.join(', ') || 'no node'}; let every zone be allowed`;
    return fixAt(history, ref, `${path}.${narrowing.field}`, yaml);
  }
  const key = worst.domain === 'zone' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';
  const lines = [
    'topologySpreadConstraints:',
    `  - topologyKey: ${key}`,
    '    maxSkew: 1',
    '    whenUnsatisfiable: DoNotSchedule',
    '    nodeTaintsPolicy: Honor',
    '    labelSelector:',
    '      matchLabels:',
    ...Object.entries(labels).map(([name, value]) => `        ${name}: ${value}`),
  ];
  return fixAt(history, ref, `${path}.topologySpreadConstraints`, lines.join('\n'));
}

/** The worker nodes as first seen. */
function workersOf(history: History): readonly KubeObject[] {
  const workers = new Set(
    (factsOf(history).cluster?.nodes ?? []).filter(({role}) => role === 'worker').map(({name}) => name),
  );
  const first = new Map<string, KubeObject>();
  for (const {object} of readingsOf(history, 'Node')) {
    if (workers.has(object.metadata.name) && !first.has(object.metadata.name)) first.set(object.metadata.name, object);
  }
  return [...first.values()];
}
