import {podSpecOf} from '../../kubernetes/containers.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {publishesUnready} from '../../kubernetes/services.ts';
import {claimsOf} from '../../kubernetes/workloads.ts';
import {at} from '../manifests/places.ts';
import type {Mutant, Sound} from './mutant.ts';

/** The zone of kind-config.yaml that has a single worker. */
const zoneOfOne = 'b';

/** Mutants of how many replicas there are, where they run, and how the Service reaches them. */
export const ofReplicas: readonly Mutant[] = [
  {
    name: 'one-replica',
    defect: 'One replica: whoever kills it takes the service away until the next one is ready.',
    scenario: 'pod-kill',
    check: 'stays-up',
    plant({workload, ref, replicas, scaler}) {
      if (workload.kind === 'DaemonSet') return {reason: 'a DaemonSet has as many replicas as there are nodes'};
      if (scaler !== undefined) return {reason: `${nameOf(scaler)} chooses its replicas`};
      if (replicas < 2) return {reason: 'it has one replica already'};
      return {
        edit: {is: 'set', of: ref, path: 'spec.replicas', value: 1},
        at: {object: bare(ref), path: 'spec.replicas'},
      };
    },
  },
  {
    name: 'all-on-one-node',
    defect: 'A node selector ties all replicas to a zone of one node.',
    scenario: 'node-kill',
    check: 'spread',
    plant(sound) {
      const reason = whyNotTogether(sound);
      if (reason !== undefined) return {reason};
      const path = `${podSpecOf(sound.workload)?.path ?? 'spec.template.spec'}.nodeSelector`;
      return {
        edit: {is: 'set', of: sound.ref, path, value: {'topology.kubernetes.io/zone': zoneOfOne}},
        at: {object: bare(sound.ref), path},
      };
    },
  },
  {
    name: 'unready-published',
    defect: 'The Service sends requests to its pods whether they are ready or not: readiness takes nobody out.',
    scenario: 'deadlock',
    check: 'readiness-removes',
    plant({service, container, ref}) {
      if (publishesUnready(service)) return {reason: `Service/${service.metadata.name} publishes them already`};
      if (container.spec['readinessProbe'] === undefined)
        return {reason: `container ${container.name} has no readiness probe`};
      const {name, namespace} = service.metadata;
      const of = {kind: service.kind, name, ...(namespace === undefined ? {} : {namespace})};
      const path = 'spec.publishNotReadyAddresses';
      return {edit: {is: 'set', of, path, value: true}, at: {object: {...bare(ref), container: container.name}, path}};
    },
  },
];

/** What would keep the replicas from running on one node, or the finding from counting. */
function whyNotTogether({workload, replicas}: Sound): string | undefined {
  const spec = podSpecOf(workload)?.spec ?? {};
  if (workload.kind === 'DaemonSet') return 'a DaemonSet has one pod on each node';
  if (replicas < 2) return 'it has one replica, which is on one node already';
  if (claimsOf(workload).length > 0) return 'its volumes are pinned to their nodes here, so its spread is only told';
  if (Object.keys(spec['nodeSelector'] ?? {}).length > 0) return 'it has a node selector of its own';
  const requires = (kind: string): boolean =>
    at(spec, ['affinity', kind, 'requiredDuringSchedulingIgnoredDuringExecution']) !== undefined;
  if (requires('nodeAffinity')) return 'it requires a node affinity of its own';
  if (requires('podAntiAffinity')) return 'its pods refuse to run on one node (podAntiAffinity)';
  const constraints = (spec['topologySpreadConstraints'] ?? []) as readonly Readonly<Record<string, Json>>[];
  const strict = constraints.filter((one) => one['whenUnsatisfiable'] === 'DoNotSchedule');
  const domains = Math.max(1, ...strict.map((one) => Number(one['minDomains'] ?? 1)));
  if (domains > 1) return `its spread asks for ${domains} domains, so its pods would wait for ever`;
  return strict.some((one) => one['nodeAffinityPolicy'] === 'Ignore')
    ? 'its spread counts nodes where its pods may not run, so they would wait for ever'
    : undefined;
}

function bare({kind, name}: Sound['ref']) {
  return {kind, name};
}
