import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {steadyKinds} from '../../kubernetes/workloads.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import type {Manifest} from '../manifests/manifest.ts';
import type {ManifestSource} from '../manifests/source.ts';
import {at} from '../manifests/places.ts';
import {missingIn} from '../needs/missing.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';
import {dependenciesOf} from './dependencies.ts';
import {type Door, doorsOf} from './doors.ts';
import {type Line, todo} from './line.ts';
import {objectiveOf} from './objectives.ts';
import type {OpenApi} from './open-api.ts';
import {otherProtocol, targetOf} from './ports.ts';
import {requestLines, requestsOf} from './requests.ts';

export interface DraftInput {
  /** What the profile is called when nothing else names it. */
  readonly name: string;
  /** As they are to stand in the profile, relative to it. */
  readonly sources: readonly ManifestSource[];
  readonly manifests: readonly Manifest[];
  readonly openApi: OpenApi | undefined;
}

/** A profile as far as the manifests tell, a line for each value. */
export function draftOf(input: DraftInput): readonly Line[] {
  const objects = input.manifests.map(({object}) => object);
  const [door, ...others] = doorsOf(input.manifests);
  return [
    ...headOf(input, objects),
    ...(objects.some(({kind}) => kind === 'Service')
      ? [...entryOf(door, others, input), ...peakOf(door, input.manifests), ...objectiveOf(input.manifests)]
      : unaskedOf(objects)),
    ...dependenciesOf(door, objects),
    ...lacksOf(input),
  ];
}

function headOf({name, sources}: DraftInput, objects: readonly KubeObject[]): readonly Line[] {
  const namespaces = new Set(objects.flatMap(({metadata}) => metadata.namespace ?? []));
  const [namespace, another] = [...namespaces];
  const only = namespace !== undefined && another === undefined && namespace !== 'default' ? namespace : undefined;
  const [chart] = sources.flatMap((source) => (typeof source === 'string' ? [] : [source.release]));
  const named =
    chart === undefined
      ? {value: only ?? name, from: only === undefined ? 'the folder' : 'the namespace of the manifests'}
      : {value: chart, from: 'the release'};
  return [
    {path: ['name'], ...named, sure: named.value === name ? 'guess' : 'likely'},
    ...sources.flatMap((source, index) => sourceLines(source, ['manifests', index])),
  ];
}

function sourceLines(source: ManifestSource, path: Path): readonly Line[] {
  const line = (inner: Path, value: Line['value'], from = 'as you named it'): Line => ({
    path: [...path, ...inner],
    value,
    from,
    sure: 'stated',
  });
  if (typeof source === 'string') return [line([], source)];
  return [
    line(['helm'], source.helm),
    ...source.values.map((file, index) => line(['values', index], file)),
    {...line(['release'], source.release, 'the chart’s name'), sure: 'likely'},
  ];
}

/** Without a Service nobody sends requests: workers, consumers, what runs by the clock. */
function unaskedOf(objects: readonly KubeObject[]): readonly Line[] {
  const steady = objects.filter(({kind}) => steadyKinds.has(kind));
  const names = steady.map(({metadata}) => metadata.name);
  const from = `no Service is there, so nothing is sent; the one that faults are to be aimed at: ${names.join(', ')}`;
  return names.length < 2 ? [] : [{path: ['workload'], value: todo, from, sure: 'todo'}];
}

function entryOf(door: Door | undefined, others: readonly Door[], input: DraftInput): readonly Line[] {
  if (door === undefined) {
    const services = input.manifests
      .filter(({object}) => object.kind === 'Service')
      .map(({object}) => object.metadata.name);
    const from = `the Service that users call (leave out entry, peak and slo where nobody sends requests); the manifests hold: ${services.join(', ')}`;
    return [
      {path: ['entry', 'service'], value: todo, from, sure: 'todo'},
      {path: ['entry', 'port'], value: todo, from: 'its port', sure: 'todo'},
      {path: ['entry', 'timeoutMs'], value: 2000, from: guessedTimeout, sure: 'guess'},
      ...requestLines(0, {name: todo, path: '/'}, 'a request that users make', 'todo'),
    ];
  }
  const {service, workload, port, from, sure} = door;
  const beside = others.length === 0 ? '' : `; or ${others.map((one) => one.service.metadata.name).join(', ')}`;
  const other = otherProtocol(service, port);
  return [
    {path: ['entry', 'service'], value: service.metadata.name, from: `${from}${beside}`, sure},
    {path: ['entry', 'port'], value: port, from: `a port of Service ${service.metadata.name}`, sure},
    {path: ['entry', 'timeoutMs'], value: 2000, from: guessedTimeout, sure: 'guess'},
    ...(other === undefined
      ? requestsOf(workload, targetOf(service, port), input.openApi)
      : requestLines(0, {name: todo, path: '/'}, `the load is HTTP, and port ${port} looks like ${other}`, 'todo')),
  ];
}

const guessedTimeout = 'nobody writes how long clients wait, in ms';

function peakOf(door: Door | undefined, manifests: readonly Manifest[]): readonly Line[] {
  const rps: Line = {
    path: ['peak', 'rps'],
    value: todo,
    from: 'requests per second at the busiest moment in production',
    sure: 'todo',
  };
  if (door === undefined) {
    const from = 'the replicas that carry it in production';
    return [rps, {path: ['peak', 'replicas'], value: todo, from, sure: 'todo'}];
  }
  const {kind, metadata, spec} = door.workload;
  const scaler = manifests.find(({object}) => {
    const target = at(object.spec, ['scaleTargetRef']);
    return isPlain(target) && target['name'] === metadata.name && (target['kind'] ?? 'Deployment') === kind;
  });
  const most = scaler?.object.spec?.['maxReplicas'] ?? scaler?.object.spec?.['maxReplicaCount'];
  const name = nameOf(refOf(door.workload));
  const path = ['peak', 'replicas'];
  if (scaler !== undefined && typeof most === 'number') {
    const from = `the maximum of ${scaler.object.kind} ${scaler.object.metadata.name} (${scaler.file}:${scaler.line})`;
    return [rps, {path, value: most, from, sure: 'likely'}];
  }
  const replicas = spec?.['replicas'];
  return [
    rps,
    typeof replicas === 'number' && replicas > 0
      ? {path, value: replicas, from: `replicas of ${name}`, sure: 'likely'}
      : {path, value: 1, from: `${name} states no replicas`, sure: 'guess'},
  ];
}

/** What the manifests refer to and do not hold. */
function lacksOf({manifests}: DraftInput): readonly Line[] {
  const missing = missingIn(manifests, {});
  const classes = [...new Set(missing.flatMap(({kind, name}) => (kind === 'StorageClass' ? [name] : [])))];
  const others = [...new Set(missing.flatMap(({kind, name}) => (kind === 'StorageClass' ? [] : [`${kind} ${name}`])))];
  return [
    ...classes.map((name): Line => ({
      path: ['storageClasses', name],
      value: 'standard',
      from: 'the only class that kind has',
      sure: 'stated',
    })),
    ...(others.length === 0
      ? []
      : [
          {
            path: ['provide', 0],
            value: todo,
            from: `a file with ${others.join(', ')}: the manifests refer to them and do not hold them`,
            sure: 'todo',
          } as const,
        ]),
  ];
}
