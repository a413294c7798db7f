import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import type {Manifest} from '../../src/subject/manifests/manifest.ts';
import type {Profile} from '../../src/subject/profile/profile.ts';

type Extra = Readonly<Record<string, Json>>;

/** A Deployment `name` with one container `app`; `pod` and `spec` are laid over. */
export function deployment(
  name: string,
  {spec = {}, pod = {}, app = {}}: {spec?: Extra; pod?: Extra; app?: Extra} = {},
): KubeObject {
  const container = {name: 'app', image: `${name}:1`, ...app};
  const template = {metadata: {labels: {app: name}}, spec: {containers: [container], ...pod}};
  return {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name}, spec: {replicas: 3, ...spec, template}};
}

/** A Service `name` at port 80 in front of the pods of the workload of that name. */
export function service(name: string, spec: Extra = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name},
    spec: {selector: {app: name}, ports: [{port: 80, targetPort: 'http'}], ...spec},
  };
}

/** A profile whose entry is the Service web at port 80. */
export function profile(
  entry: Partial<Profile['facts']['entry']> & {readonly workload?: string} = {},
  rest: Partial<Profile> = {},
): Profile {
  const {workload, ...facts} = entry;
  return {
    path: '/subject/seatrial.yaml',
    namespace: 'shop',
    facts: {
      name: 'shop',
      profilePath: 'seatrial.yaml',
      entry: {service: 'web', port: 80, timeoutMs: 1000, requests: [], ...facts},
      peak: {rps: 40, replicas: 4},
      surge: 3,
      slo: {availability: 0.999, latency: {percentile: 99, ms: 300}, at: '1x'},
      bounds: {},
      dependencies: [],
      gate: ['resources'],
      waivers: [],
    },
    manifests: [],
    provide: [],
    prepare: [],
    environment: {},
    secretsFrom: [],
    images: [],
    builds: [],
    requests: [],
    dataPaths: [],
    stubs: [],
    doors: [{at: 'entry', service: facts.service ?? 'web', port: facts.port ?? 80, workload}],
    workload: undefined,
    storageClasses: {},
    expect: undefined,
    ...rest,
  };
}

/** Objects as if each were stated in a file of its own. */
export function manifestsOf(objects: readonly KubeObject[]): readonly Manifest[] {
  return objects.map((object) => ({object, file: `${object.kind}-${object.metadata.name}.yaml`, line: 1, places: []}));
}
