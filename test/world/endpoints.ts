import {namespace, uidOf} from './objects.ts';
import {type Pod, present, type World} from './state.ts';

/** A Service of the world, and the pods that the proxies on the nodes send its requests to right now. */
export interface WorldService {
  readonly name: string;
  readonly app: string;
  readonly publishesUnready: boolean;
  told: string;
  sliceUid: string;
  /** As the proxies have it: a moment after the API. */
  targets: readonly Pod[];
}

/** What the control plane takes to write a slice, and the proxies to have read it, ms. */
const writesMs = 40;
const readsMs = [50, 600] as const;

/** The Services of a world; each writes its slice when asked to look again. */
export function servicesOf(world: World): readonly WorldService[] {
  return world.subject.workloads.flatMap(({name, containers, more}) =>
    containers.every(({port}) => port === undefined)
      ? []
      : [{name, publishesUnready: false}, ...more].map((service) => ({
          name: service.name,
          app: name,
          publishesUnready: service.publishesUnready,
          told: '',
          sliceUid: uidOf(world.next()),
          targets: [],
        })),
  );
}

/** Writes the slices of the Services that send requests to a workload, where they have changed. */
export function updateEndpoints(world: World, services: readonly WorldService[], app: string): void {
  for (const service of services) if (service.app === app) world.time.in(writesMs, () => write(world, service));
}

function write(world: World, service: WorldService): void {
  const pods = [...world.pods].filter((pod) => pod.workload.name === service.app && pod.node !== undefined);
  const endpoints = pods.map((pod) => {
    const serving = pod.isReady || service.publishesUnready;
    const terminating = pod.ending !== undefined;
    return {
      addresses: [pod.ip],
      conditions: {ready: service.publishesUnready || (serving && !terminating), serving: pod.isReady, terminating},
      nodeName: pod.node?.name ?? '',
      zone: pod.node?.zone ?? '',
      targetRef: {kind: 'Pod', namespace, name: pod.name, uid: pod.uid},
    };
  });
  const now = JSON.stringify(endpoints);
  if (now === service.told) return;
  service.told = now;
  const {name, sliceUid} = service;
  world.tell(
    present({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-slice`,
        namespace,
        uid: sliceUid,
        labels: {'kubernetes.io/service-name': name},
      },
      addressType: 'IPv4',
      endpoints,
      ports: [{name: 'http', protocol: 'TCP', port: 8080}],
    }),
  );
  const such = (is: (of: (typeof endpoints)[number]['conditions']) => boolean): readonly Pod[] =>
    pods.filter((_pod, index) => endpoints[index] !== undefined && is(endpoints[index].conditions));
  const ready = such((of) => of.ready);
  // Where none is ready, those that end and still serve get the requests.
  const targets = ready.length > 0 ? ready : such((of) => of.serving && of.terminating);
  const [least, most] = readsMs;
  // A proxy that reads late reads what is newest then.
  world.time.in(least + (most - least) * world.random(), () => {
    if (service.told === now) service.targets = targets;
  });
}
