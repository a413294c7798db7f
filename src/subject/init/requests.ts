import {containersOf, type ContainerOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {at} from '../manifests/places.ts';
import type {Line} from './line.ts';
import type {OpenApi} from './open-api.ts';

const mostRequests = 5;

/**
 * The requests that users may make of a workload at a port of its pods: what its API describes, else what readiness asks
 * there.
 */
export function requestsOf(
  workload: KubeObject,
  target: number | string,
  openApi: OpenApi | undefined,
): readonly Line[] {
  const gets = openApi?.gets.slice(0, mostRequests) ?? [];
  if (openApi !== undefined && gets.length > 0)
    return gets.flatMap(({name, path}, index) => requestLines(index, {name, path}, `GET of ${openApi.file}`, 'likely'));
  for (const container of containersOf(workload)) {
    const path = at(container.spec, ['readinessProbe', 'httpGet', 'path']);
    const asked = at(container.spec, ['readinessProbe', 'httpGet', 'port']);
    if (typeof path === 'string' && numberOf(container, asked) === numberOf(container, target))
      return requestLines(
        0,
        {name: 'ready', path},
        `readiness of container ${container.name}; users ask for something else`,
        'guess',
      );
  }
  return requestLines(
    0,
    {name: 'root', path: '/'},
    'nothing names a request; users may ask for something else',
    'guess',
  );
}

/** A port of a container by its number; a name that it has not stays one. */
function numberOf({spec}: ContainerOf, port: unknown): unknown {
  const ports = spec['ports'];
  const named = (Array.isArray(ports) ? (ports as readonly Json[]) : []).find((it) => at(it, ['name']) === port);
  return at(named, ['containerPort']) ?? port;
}

/** The lines of one request. */
export function requestLines(
  index: number,
  {name, path}: {readonly name: string; readonly path: string},
  from: string,
  sure: Line['sure'],
): readonly Line[] {
  const at_ = ['entry', 'requests', index];
  return [
    {path: [...at_, 'name'], value: name, from, sure},
    {path: [...at_, 'path'], value: path, from, sure},
  ];
}
