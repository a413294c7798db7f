import type {SubjectFacts} from '../../history/facts.ts';
import type {RequestSpec} from '../../load/engine.ts';
import {placeOfPath} from './problems.ts';
import type {ProfileFile} from './chain.ts';
import {directRequestsOf} from './direct-requests.ts';
import type {RequestContent} from './entry-schema.ts';
import type {Door} from './profile.ts';
import {requestOf} from './requests.ts';
import type {ProfileContent} from './schema.ts';
import type {Path} from './yaml-source.ts';

/** A door as written, and where. */
interface Written {
  readonly at: Path;
  readonly share: number;
  readonly door: NonNullable<ProfileContent['entry']>;
}

/** What a profile says of its doors, as all that come after need it. */
export interface Doors {
  readonly doors: readonly Door[];
  /** Of all of them, with weights that keep each door's share of the load. */
  readonly requests: readonly RequestSpec[];
  readonly facts: Pick<SubjectFacts, 'entry' | 'doors'>;
}

/** Where the load enters: the one with the largest share first. */
export function doorsOf(content: ProfileContent): Doors {
  const written = writtenIn(content);
  const [first, ...others] = written;
  return {
    doors: written.map(({at, door: {service, port, workload}}) => ({at: textOf(at), service, port, workload})),
    requests: written.flatMap(({door, share}, index) => {
      const all = door.requests.reduce((sum, {weight}) => sum + weight, 0);
      return door.requests.map((request): RequestSpec => {
        const spec = requestOf(request);
        // The mix of one door alone is as its owner wrote it.
        const weight = others.length === 0 ? spec.weight : (spec.weight / all) * share;
        return index === 0 ? {...spec, weight} : {...spec, weight, door: index - 1};
      });
    }),
    facts: {
      entry: first === undefined ? nowhere : factsOf(first.door),
      ...(others.length === 0 ? {} : {doors: others.map(({door, share}) => ({...factsOf(door), share}))}),
    },
  };
}

/** Where each of those requests stands in the profile. */
export function placesOfRequests(content: ProfileContent): readonly Path[] {
  return writtenIn(content).flatMap(({at, door}) => door.requests.map((_, index) => [...at, 'requests', index]));
}

/** Which of the doors a Service's name means, as the requests know it; undefined is the first. */
export function doorOf(doors: readonly Door[], service: string | undefined): number | undefined {
  const index = service === undefined ? 0 : doors.findIndex((one) => one.service === service);
  return index > 0 ? index - 1 : undefined;
}

/** What the doors of a profile lack, or have too much. */
export function doorProblems(content: ProfileContent, chain: readonly ProfileFile[]): readonly string[] {
  const {entry, entries, workload, peak, slo, prepare} = content;
  const at = (path: Path): string => placeOfPath(path, chain);
  if (entry !== undefined && entries !== undefined)
    return [`${at(['entries'])}: expected either entry or entries, got both`];
  const written = writtenIn(content);
  const shares = (entries ?? []).reduce((sum, {share}) => sum + share, 0);
  const asked = prepare.flatMap((one, index) => ('job' in one ? [] : [{...one, index}]));
  const services = written.map(({door}) => door.service);
  const names = written.flatMap(({at: path, door}) =>
    door.requests.map(({name}, index) => ({name, path: [...path, 'requests', index, 'name']})),
  );
  return [
    ...(written.length > 0 && peak === undefined ? [`${at(['peak'])}: expected peak to be a map, got nothing`] : []),
    ...(written.length > 0 && slo === undefined ? [`${at(['slo'])}: expected slo to be a map, got nothing`] : []),
    ...(written.length === 0
      ? (['peak', 'slo'] as const)
          .filter((key) => content[key] !== undefined)
          .map((key) => `${at([key])}: expected nothing without an entry, which nobody sends requests to`)
      : []),
    ...(written.length > 0 && workload !== undefined
      ? [`${at(['workload'])}: expected nothing where there is an entry, which names its own`]
      : []),
    ...(entries !== undefined && Math.abs(shares - 1) > 0.001
      ? [
          `${at(['entries'])}: expected the shares of the entries to add up to 1, got ${Math.round(shares * 1000) / 1000}`,
        ]
      : []),
    ...(entries === undefined
      ? []
      : names.flatMap(({name, path}, index) =>
          names.findIndex((one) => one.name === name) < index
            ? [`${at(path)}: expected a name of its own for each request, got ${JSON.stringify(name)} again`]
            : [],
        )),
    ...written.flatMap(({at: path, door}, index) =>
      written.findIndex((one) => one.door.service === door.service && one.door.port === door.port) < index
        ? [
            `${at([...path, 'service'])}: expected another Service or port for each entry, got ${door.service}:${door.port} again`,
          ]
        : [],
    ),
    ...asked.flatMap(({service, index}) => {
      if (written.length === 0)
        return [`${at(['prepare', index])}: expected an entry to send the request to, got none`];
      return service === undefined || services.includes(service)
        ? []
        : [
            `${at(['prepare', index, 'service'])}: expected the Service of an entry (${services.join(', ')}), got ${service}`,
          ];
    }),
  ];
}

function writtenIn({entry, entries = []}: ProfileContent): readonly Written[] {
  if (entry !== undefined) return [{at: ['entry'], share: 1, door: entry}];
  return entries
    .map(({share, ...door}, index): Written => ({at: ['entries', index], share, door}))
    .toSorted((one, other) => other.share - one.share);
}

function factsOf({service, port, timeoutMs, requests}: Written['door']): SubjectFacts['entry'] {
  const specs = requests.map((request: RequestContent) => requestOf(request));
  const direct = new Set(directRequestsOf(specs).map(({name}) => name));
  return {
    service,
    port,
    timeoutMs,
    requests: specs.map(({name, method, path, weight}) => ({
      name,
      method,
      path,
      weight,
      ...(method === 'GET' && !direct.has(name) ? {direct: false} : {}),
    })),
  };
}

function textOf(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : String(step))).join('');
}

/** Nobody sends requests. */
const nowhere: SubjectFacts['entry'] = {service: '', port: 0, timeoutMs: 0, requests: []};
