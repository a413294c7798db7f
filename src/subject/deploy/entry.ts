import {entryNodePort, objectLabel} from '../../cluster/labels.ts';
import {podLabelsOf} from '../../kubernetes/containers.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {publishesUnready} from '../../kubernetes/services.ts';
import {selects} from '../../kubernetes/selectors.ts';
import {UsageError} from '../../system/errors.ts';
import {nearest} from '../../text/nearest.ts';
import {at} from '../manifests/places.ts';
import type {Profile} from '../profile/profile.ts';

/** Through which Service the load enters, and the workload behind it. */
export interface Entry {
  readonly service: KubeObject;
  readonly port: {readonly port: number; readonly targetPort: string | number; readonly protocol: string};
  readonly workload: KubeObject;
}

/** The name of the Service of ours through which the load enters. */
const entryService = 'seatrial-entry';

const workloadKinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Finds the entry in the manifests. Throws UsageError when the Service, its port or its workload is not there. */
export function findEntry(objects: readonly KubeObject[], profile: Profile): Entry {
  const {service: name, port: number} = profile.facts.entry;
  const place = `${profile.facts.profilePath}: entry`;
  const services = objects.filter((it) => it.kind === 'Service');
  const service = services.find((it) => it.metadata.name === name);
  if (service === undefined) {
    const names = services.map((it) => it.metadata.name);
    const meant = nearest(name, names);
    throw new UsageError('entry-service', `${place}.service: the manifests hold no Service ${name}`, {
      hint: meant === undefined ? `They hold: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`,
    });
  }
  const ports = (service.spec?.['ports'] ?? []) as readonly {
    readonly port: number;
    readonly targetPort?: string | number;
    readonly protocol?: string;
  }[];
  const port = ports.find((it) => it.port === number);
  if (port === undefined) {
    const known = ports.map((it) => it.port).join(', ') || 'none';
    throw new UsageError('entry-port', `${place}.port: the Service ${name} has no port ${number}`, {
      hint: `Its ports are: ${known}.`,
    });
  }
  return {
    service,
    port: {port: number, targetPort: port.targetPort ?? number, protocol: port.protocol ?? 'TCP'},
    workload: workloadBehind(service, objects, profile, place),
  };
}

/**
 * A NodePort beside the subject's own Service, with the same selector, so that the subject's stays as its owner wrote
 * it. It sends requests to the same pods, ready or not; how it chooses among them is told by `entryDeviations`.
 */
export function entryServiceFor({service, port}: Entry, namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: entryService, namespace, labels: {[objectLabel]: 'entry'}},
    spec: {
      type: 'NodePort',
      selector: service.spec?.['selector'] ?? {},
      ...(publishesUnready(service) ? {publishNotReadyAddresses: true} : {}),
      ports: [{name: 'entry', ...port, nodePort: entryNodePort}],
    },
  };
}

/** What of the subject's own Service decides among its pods and cannot act on a load from one address outside. */
export function entryDeviations({service}: Pick<Entry, 'service'>): DeployFacts['deviations'] {
  return unlike.flatMap(({path, isUsual, why}) => {
    const value = at(service, path);
    const field = path.at(-1) ?? '';
    if (value === undefined || value === null || isUsual.includes(value)) return [];
    const what = `${field} is left out of the NodePort that the load enters by: ${why}`;
    return [{what, of: refOf(service), from: value as Json}];
  });
}

const unlike: readonly {
  readonly path: readonly string[];
  readonly isUsual: readonly unknown[];
  readonly why: string;
}[] = [
  {
    path: ['spec', 'sessionAffinity'],
    isUsual: ['None'],
    why: 'all of the load comes from one address and would meet one replica',
  },
  {
    path: ['spec', 'externalTrafficPolicy'],
    isUsual: ['Cluster'],
    why: 'the node by which the load enters has no pod of the subject',
  },
  {
    path: ['spec', 'internalTrafficPolicy'],
    isUsual: ['Cluster'],
    why: 'it acts on callers in the cluster, and the load comes from outside',
  },
  {
    path: ['spec', 'trafficDistribution'],
    isUsual: [],
    why: 'all of the load enters in one zone and would stay there',
  },
  {
    path: ['metadata', 'annotations', 'service.kubernetes.io/topology-mode'],
    isUsual: ['Disabled'],
    why: 'all of the load enters in one zone and would stay there',
  },
];

function workloadBehind(
  service: KubeObject,
  objects: readonly KubeObject[],
  profile: Profile,
  place: string,
): KubeObject {
  const {name} = service.metadata;
  const selector = service.spec?.['selector'];
  const selected = objects.filter(
    (it) => workloadKinds.has(it.kind) && selects({matchLabels: selector ?? {}} as Json, podLabelsOf(it)),
  );
  const named = profile.entryWorkload;
  const chosen = named === undefined ? selected : selected.filter((it) => it.metadata.name === named);
  const [workload, another] = chosen;
  const names = selected.map((it) => it.metadata.name).join(', ');
  if (workload === undefined) {
    const message =
      selected.length === 0
        ? `${place}.service: the selector ${JSON.stringify(selector ?? {})} of the Service ${name} meets no Deployment, StatefulSet or DaemonSet`
        : `${place}.workload: the Service ${name} does not select ${named}`;
    throw new UsageError('entry-workload', message, {
      hint:
        selected.length === 0 ? "Compare it with the labels of the workloads' pod templates." : `It selects ${names}.`,
    });
  }
  if (another !== undefined) {
    throw new UsageError('entry-workload', `${place}: the Service ${name} selects several workloads: ${names}`, {
      hint: 'Name one under entry.workload.',
    });
  }
  return workload;
}
