import {doorNodePorts, entryNodePort, objectLabel} from '../../cluster/labels.ts';
import {podLabelsOf} from '../../kubernetes/containers.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {publishesUnready} from '../../kubernetes/services.ts';
import {selects} from '../../kubernetes/selectors.ts';
import {steadyKinds} from '../../kubernetes/workloads.ts';
import {UsageError} from '../../system/errors.ts';
import {nearest} from '../../text/nearest.ts';
import {at} from '../manifests/places.ts';
import type {Door, Profile} from '../profile/profile.ts';

/** Through which Service the load enters, and the workload behind it. */
export interface Entry {
  readonly service: KubeObject;
  readonly port: {readonly port: number; readonly targetPort: string | number; readonly protocol: string};
  readonly workload: KubeObject;
}

/** The name of the Service of ours through which the load enters. */
const entryService = 'seatrial-entry';

/** What the load enters through, and the workload that faults are aimed at: behind the first of them, if any. */
export interface Found {
  readonly entries: readonly Entry[];
  readonly workload: KubeObject;
}

/**
 * Finds the entries of a profile in the manifests, or the workload where nobody sends requests. Throws UsageError when
 * a Service, its port or its workload is not there.
 */
export function findEntries(objects: readonly KubeObject[], profile: Profile): Found {
  const entries = profile.doors.map((door) => findEntry(objects, door, profile.facts.profilePath));
  return {entries, workload: entries[0]?.workload ?? unasked(objects, profile)};
}

function findEntry(objects: readonly KubeObject[], door: Door, profilePath: string): Entry {
  const {service: name, port: number} = door;
  const place = `${profilePath}: ${door.at}`;
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
    workload: workloadBehind(service, objects, door, place),
  };
}

/**
 * A NodePort beside the subject's own Service, with the same selector, so that the subject's stays as its owner wrote
 * it. It sends requests to the same pods, ready or not; how it chooses among them is told by `entryDeviations`.
 */
export function entryServiceFor({service, port}: Entry, namespace: string, index = 0): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: index === 0 ? entryService : `${entryService}-${index + 1}`,
      namespace,
      labels: {[objectLabel]: 'entry'},
    },
    spec: {
      type: 'NodePort',
      selector: service.spec?.['selector'] ?? {},
      ...(publishesUnready(service) ? {publishNotReadyAddresses: true} : {}),
      ports: [{name: 'entry', ...port, nodePort: [entryNodePort, ...doorNodePorts][index] ?? 0}],
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
  {workload: named}: Door,
  place: string,
): KubeObject {
  const {name} = service.metadata;
  const selector = service.spec?.['selector'];
  const selected = objects.filter(
    (it) => steadyKinds.has(it.kind) && selects({matchLabels: selector ?? {}} as Json, podLabelsOf(it)),
  );
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

/** The workload that faults are aimed at where nobody sends requests: the one that the profile names, or the only one. */
function unasked(objects: readonly KubeObject[], {workload: named, facts}: Profile): KubeObject {
  const all = objects.filter(({kind}) => steadyKinds.has(kind));
  const timed = objects.filter(({kind}) => kind === 'CronJob');
  const known = all.length > 0 ? all : timed;
  const [workload, another] = named === undefined ? known : known.filter(({metadata}) => metadata.name === named);
  const names = known.map(({kind, metadata}) => `${kind}/${metadata.name}`).join(', ');
  if (workload === undefined) {
    const message =
      named === undefined
        ? `${facts.profilePath}: the manifests hold no Deployment, StatefulSet, DaemonSet or CronJob that could be tried`
        : `${facts.profilePath}: workload: the manifests hold no ${named}`;
    throw new UsageError('entry-workload', message, {hint: `They hold: ${names || 'none'}.`});
  }
  if (another !== undefined) {
    throw new UsageError(
      'entry-workload',
      `${facts.profilePath}: without an entry, several workloads may be meant: ${names}`,
      {
        hint: 'Name the one that faults are to be aimed at under workload, or the Service that users call under entry.',
      },
    );
  }
  return workload;
}
