import {steadyKinds} from '../../kubernetes/workloads.ts';
import {podLabelsOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {selects} from '../../kubernetes/selectors.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {at} from '../manifests/places.ts';
import {isPlain} from '../profile/merge.ts';
import type {Sure} from './line.ts';
import {callOf, settingsOf} from './names.ts';
import {portOf, unlikeliness} from './ports.ts';

/** A Service by which requests may come in, the workload behind it, and why. */
export interface Door {
  readonly service: KubeObject;
  readonly workload: KubeObject;
  readonly port: number;
  readonly from: string;
  readonly sure: Sure;
}

/** The Services by which requests may come in, the likeliest first. */
export function doorsOf(manifests: readonly Manifest[]): readonly Door[] {
  const objects = manifests.map(({object}) => object);
  const behind = objects.flatMap((service) => {
    const workload = service.kind === 'Service' ? workloadBehind(service, objects) : undefined;
    return workload === undefined ? [] : [{service, workload}];
  });
  const door = (name: string, port: unknown, from: string, sure: Sure): readonly Door[] =>
    behind.flatMap(({service, workload}) => {
      const number = service.metadata.name === name ? portOf(service, port) : undefined;
      return number === undefined ? [] : [{service, workload, port: number, from, sure}];
    });
  const routed = manifests.flatMap((manifest) =>
    backendsOf(manifest.object).flatMap(({name, port}) =>
      door(
        name,
        port,
        `behind ${manifest.object.kind} ${manifest.object.metadata.name} (${manifest.file}:${manifest.line})`,
        'stated',
      ),
    ),
  );
  const open = behind.flatMap(({service}) => {
    const type = service.spec?.['type'];
    return type === 'LoadBalancer' || type === 'NodePort'
      ? door(service.metadata.name, undefined, `its type is ${type}`, 'likely')
      : [];
  });
  const workloads = objects.filter(({kind}) => steadyKinds.has(kind));
  const called = (service: KubeObject, own: KubeObject): boolean =>
    workloads.some((workload) => workload !== own && callOf(service, settingsOf(workload, objects)) !== undefined);
  const roots = behind
    .filter(({service, workload}) => service.spec?.['clusterIP'] !== 'None' && !called(service, workload))
    .toSorted((one, other) => unlikeliness(one.service) - unlikeliness(other.service))
    .flatMap(({service}) =>
      door(service.metadata.name, undefined, 'no other workload of the manifests calls it', 'guess'),
    );
  const all = [...routed, ...open, ...roots];
  return all.filter((one, index) => all.findIndex(({service}) => service === one.service) === index);
}

/** The one workload that a Service selects; undefined where it selects none, or several. */
export function workloadBehind(service: KubeObject, objects: readonly KubeObject[]): KubeObject | undefined {
  const selector = service.spec?.['selector'];
  if (!isPlain(selector) || Object.keys(selector).length === 0) return undefined;
  const selected = objects.filter(
    (object) =>
      steadyKinds.has(object.kind) && selects({matchLabels: selector} as unknown as Json, podLabelsOf(object)),
  );
  return selected.length === 1 ? selected[0] : undefined;
}

interface Backend {
  readonly name: string;
  readonly port: unknown;
}

/** The Services that an Ingress or a route of the Gateway API leads to. */
function backendsOf({kind, spec}: KubeObject): readonly Backend[] {
  if (kind === 'Ingress') {
    const paths = itemsAt({spec}, ['spec', 'rules']).flatMap((rule) => itemsAt(rule, ['http', 'paths']));
    const backends = [at({spec}, ['spec', 'defaultBackend']), ...paths.map((path) => at(path, ['backend']))];
    return backends.flatMap((backend) => {
      const service = at(backend, ['service']);
      const port = at(service, ['port', 'number']) ?? at(service, ['port', 'name']);
      return backendOf(at(service, ['name']), port);
    });
  }
  if (kind !== 'HTTPRoute') return [];
  return itemsAt({spec}, ['spec', 'rules'])
    .flatMap((rule) => itemsAt(rule, ['backendRefs']))
    .flatMap((backend) => backendOf(at(backend, ['name']), at(backend, ['port'])));
}

function backendOf(name: unknown, port: unknown): readonly Backend[] {
  return typeof name === 'string' ? [{name, port}] : [];
}

function itemsAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const items = at(value, path);
  return Array.isArray(items) ? (items as readonly unknown[]) : [];
}
